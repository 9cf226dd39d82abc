// SPDX-License-Identifier: MIT
/* Converts to and from JavaScript (src/shared/addon.ts) and does nothing else. */
#include <memory>
#include <napi.h>
#include "tracer.h"

namespace {

/* As long as a trace runs, also when JavaScript has forgotten it. */
struct Running {
	std::shared_ptr<Tracer> tracer;
	Napi::FunctionReference onEnd;
};

/* What release() gives back: once, and at the latest when JavaScript has forgotten all of it. */
struct Handed {
	Pool::Lease batch;
	Napi::Reference<Napi::Uint8Array> buffer;
};

Napi::Uint8Array toBuffer(Napi::Env env, const std::shared_ptr<Handed> &handed)
{
	Batch &batch = *handed->batch;
	auto keep = std::make_unique<std::shared_ptr<Handed>>(handed);
	napi_value value;
	const auto finalize = [](napi_env, void *, void *hint) {
		delete static_cast<std::shared_ptr<Handed> *>(hint);
	};
	const napi_status status = napi_create_external_buffer(env, batch.used, batch.data, finalize,
							       keep.get(), &value);
	if (status == napi_ok) {
		static_cast<void>(keep.release());
		return Napi::Uint8Array(env, value);
	}
	/* Electron allows no memory of others in its heap. */
	if (status == napi_no_external_buffers_allowed)
		return Napi::Buffer<std::uint8_t>::Copy(env, batch.data, batch.used);
	throw Napi::Error::New(env);
}

/* From the drain thread to JavaScript's: a batch, or null at the end. */
void deliver(Napi::Env env, Napi::Function onBatch, Running *running, Pool::Lease *sent)
{
	const std::unique_ptr<Pool::Lease> batch(sent);

	/* The environment is gone, the queue is being emptied. */
	if (!env)
		return;
	if (!*batch) {
		running->onEnd.Call({});
		return;
	}
	auto handed = std::make_shared<Handed>();
	handed->batch = std::move(*batch);
	const Napi::Uint8Array buffer = toBuffer(env, handed);
	handed->buffer = Napi::Persistent(buffer);
	const auto release = [handed](const Napi::CallbackInfo &) mutable {
		if (!handed)
			return;
		/* Who still looks at it sees nothing, rather than the next batch. */
		handed->buffer.Value().ArrayBuffer().Detach();
		handed->buffer.Reset();
		handed.reset();
	};
	onBatch.Call({ buffer, Napi::Function::New(env, release) });
}

using Queue = Napi::TypedThreadSafeFunction<Running, Pool::Lease, deliver>;

void start(const Napi::CallbackInfo &info, const std::shared_ptr<Tracer> &tracer)
{
	auto running = std::make_unique<Running>();
	running->tracer = tracer;
	running->onEnd = Napi::Persistent(info[1].As<Napi::Function>());
	/* Unbounded, but never longer than the pool allows. */
	Queue queue = Queue::New(info.Env(), info[0].As<Napi::Function>(), "p2p_trace", 0, 1, running.get(),
				 [](Napi::Env, void *, Running *owned) { delete owned; });
	static_cast<void>(running.release());
	/* Runs before the queue is torn down: nobody may use it any more then. */
	info.Env().AddCleanupHook([ending = std::weak_ptr<Tracer>(tracer)] {
		if (const auto alive = ending.lock())
			alive->abandon();
	});
	/* Drain thread. */
	const auto send = [queue](Pool::Lease batch) {
		auto sent = std::make_unique<Pool::Lease>(std::move(batch));
		if (queue.NonBlockingCall(sent.get()) == napi_ok)
			static_cast<void>(sent.release());
	};
	try {
		tracer->start(send, [send, queue]() mutable {
			send(nullptr);
			queue.Release();
		});
	} catch (...) {
		queue.Abort();
		throw;
	}
}

Napi::Object wrap(Napi::Env env, const std::shared_ptr<Tracer> &tracer)
{
	const auto &names = tracer->probes().tracepoints();
	auto tracepoints = Napi::Array::New(env, names.size());
	for (std::uint32_t i = 0; i < names.size(); i++)
		tracepoints.Set(i, names[i]);

	auto object = Napi::Object::New(env);
	object.Set("tracepoints", tracepoints);
	object.Set("attachMode", tracer->probes().attachMode());
	object.Set("start", Napi::Function::New(env, [tracer](const Napi::CallbackInfo &info) {
		start(info, tracer);
	}));
	object.Set("onlyPid", Napi::Function::New(env, [tracer](const Napi::CallbackInfo &info) {
		tracer->onlyPid(info[0].As<Napi::Number>().Uint32Value());
	}));
	object.Set("stop", Napi::Function::New(env, [tracer](const Napi::CallbackInfo &) { tracer->stop(); }));
	return object;
}

Napi::Value open(const Napi::CallbackInfo &info)
{
	const auto options = info[0].As<Napi::Object>();
	const auto number = [&](const char *name) {
		return options.Get(name).As<Napi::Number>().Uint32Value();
	};

	try {
		return wrap(info.Env(), std::make_shared<Tracer>(Options{
						options.Get("binary").As<Napi::String>(), number("pid"),
						number("ringSize"), number("snapLength") }));
	} catch (const Failure &failure) {
		Napi::Error error = Napi::Error::New(info.Env(), failure.what());
		error.Set("code", failure.code);
		throw error;
	}
}

Napi::Object init(Napi::Env env, Napi::Object exports)
{
	exports.Set("open", Napi::Function::New(env, open));
	return exports;
}

} // namespace

NODE_API_MODULE(p2p_trace, init)
