import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';

/** Called by VS Code, or an id of package.json. */
const OUTSIDE = new Set([
  'activate',
  'createDirectory',
  'SORT_SUBMENU',
  'ROW_SUBMENUS',
  'deactivate',
  'onDidChangeFile',
  'readDirectory',
  'resolveWebviewView',
]);

interface Declared {
  file: string;
  name: string;
  node: ts.Node;
}

const files = ['src', 'webview'].flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))
    .map((name) => join(folder, name)),
);
const sources = new Map(
  files.map((file) => [
    file,
    ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true),
  ]),
);

function walk(node: ts.Node, visit: (node: ts.Node) => void): void {
  visit(node);
  ts.forEachChild(node, (child) => walk(child, visit));
}

/** @returns every identifier, by its text. */
function identifiers(): Map<string, ts.Identifier[]> {
  const found = new Map<string, ts.Identifier[]>();
  for (const source of sources.values())
    walk(source, (node) => {
      if (!ts.isIdentifier(node)) return;
      const same = found.get(node.text);
      if (same) same.push(node);
      else found.set(node.text, [node]);
    });
  return found;
}

function isWithin(node: ts.Node, outer: ts.Node): boolean {
  return (
    node.getSourceFile() === outer.getSourceFile() && node.pos >= outer.pos && node.end <= outer.end
  );
}

/** The values that this file exports, re-exports included: a type costs nothing. */
function exportsOf(file: string, source: ts.SourceFile): Declared[] {
  const declared: Declared[] = [];
  const add = (name: ts.Node | undefined, node: ts.Node): void => {
    if (name && ts.isIdentifier(name)) declared.push({ file, name: name.text, node });
  };
  for (const statement of source.statements) {
    if (ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement)) continue;
    if (ts.isExportDeclaration(statement) && !statement.isTypeOnly && statement.exportClause)
      if (ts.isNamedExports(statement.exportClause))
        for (const each of statement.exportClause.elements)
          if (!each.isTypeOnly) add(each.name, statement);
    const modifiers = ts.canHaveModifiers(statement) ? (ts.getModifiers(statement) ?? []) : [];
    if (!modifiers.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)) continue;
    if (ts.isVariableStatement(statement))
      for (const each of statement.declarationList.declarations) add(each.name, each);
    else add((statement as ts.DeclarationStatement).name, statement);
  }
  return declared;
}

/** `file name` of each import and re-export of one of our files; `file *` where it is all of them. */
function imported(): Set<string> {
  const found = new Set<string>();
  for (const [file, source] of sources)
    walk(source, (node) => {
      for (const [path, name] of importedLater(node))
        found.add(`${join(dirname(file), path)}.ts ${name}`);
      if (!ts.isImportDeclaration(node) && !ts.isExportDeclaration(node)) return;
      const from = node.moduleSpecifier && (node.moduleSpecifier as ts.StringLiteral).text;
      if (!from?.startsWith('.')) return;
      const target = `${join(dirname(file), from)}.ts`;
      walk(node, (each) => {
        if (ts.isNamespaceImport(each)) found.add(`${target} *`);
        if (ts.isImportSpecifier(each) || ts.isExportSpecifier(each))
          found.add(`${target} ${(each.propertyName ?? each.name).text}`);
      });
    });
  return found;
}

/** Of `const { name } = await import('./path')`. */
function importedLater(node: ts.Node): [path: string, name: string][] {
  if (!ts.isVariableDeclaration(node) || !ts.isObjectBindingPattern(node.name)) return [];
  const { initializer } = node;
  const call =
    initializer && ts.isAwaitExpression(initializer) ? initializer.expression : undefined;
  if (!call || !ts.isCallExpression(call)) return [];
  if (call.expression.kind !== ts.SyntaxKind.ImportKeyword) return [];
  const [path] = call.arguments;
  if (!path || !ts.isStringLiteral(path) || !path.text.startsWith('.')) return [];
  return node.name.elements.map((each) => [path.text, (each.propertyName ?? each.name).getText()]);
}

describe('the product', () => {
  it('exports nothing that only tests use', () => {
    const imports = imported();
    const unused: string[] = [];
    const named = identifiers();
    for (const [file, source] of sources) {
      if (imports.has(`${file} *`)) continue;
      for (const { name, node } of exportsOf(file, source)) {
        const usedHere = named
          .get(name)!
          .some((each) => each.getSourceFile() === source && !isWithin(each, node));
        if (!usedHere && !imports.has(`${file} ${name}`) && !OUTSIDE.has(name))
          unused.push(`${file}: ${name}`);
      }
    }
    assert.deepEqual(unused, []);
  });

  it('has no member of a class that only tests use', () => {
    const named = identifiers();
    const unused: string[] = [];
    for (const [file, source] of sources)
      walk(source, (node) => {
        const isMember =
          ts.isMethodDeclaration(node) || ts.isPropertyDeclaration(node) || ts.isGetAccessor(node);
        if (!isMember || !ts.isIdentifier(node.name)) return;
        const { text } = node.name;
        const isUsed = named.get(text)!.some((each) => !isWithin(each, node));
        if (!isUsed && !OUTSIDE.has(text)) unused.push(`${file}: ${text}`);
      });
    assert.deepEqual(unused, []);
  });
});
