import { DuckDBInstance } from '@duckdb/node-api';

/** Values as JavaScript has them: numbers of 64 bits, counts and sums are bigints. */
export type DuckRow = Record<string, unknown>;

/** Runs SQL as the duckdb command does in this directory. @returns The rows of each statement. */
export async function duckdb(directory: string, ...statements: string[]): Promise<DuckRow[][]> {
  const instance = await DuckDBInstance.create();
  const connection = await instance.connect();
  try {
    await connection.run(`SET file_search_path = '${directory}'`);
    const results: DuckRow[][] = [];
    for (const sql of statements) {
      const reader = await connection.runAndReadAll(sql);
      results.push(reader.getRowObjectsJS());
    }
    return results;
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
