// SPDX-License-Identifier: MIT
/* Converts to and from JavaScript (src/shared/helper/addon.ts) and does nothing else. */
#include <cerrno>
#include <cstring>
#include <memory>
#include <napi.h>
#include <string>
#include <sys/socket.h>
#include <vector>
#include "privileges.h"
#include "restart.h"
#include "tracer.h"

namespace {

void start(const Napi::CallbackInfo &info, const std::shared_ptr<Tracer> &tracer)
{
	/* As long as a trace runs it lives, also when JavaScript has forgotten it. */
	auto ended = Napi::ThreadSafeFunction::New(info.Env(), info[1].As<Napi::Function>(), "p2p_trace", 0, 1,
						   [tracer](Napi::Env) {});
	/* Runs before the queue is torn down: nobody may use it any more then. */
	info.Env().AddCleanupHook([ending = std::weak_ptr<Tracer>(tracer)] {
		if (const auto alive = ending.lock())
			alive->abandon();
	});
	try {
		tracer->start(info[0].As<Napi::Number>().Int32Value(), [ended]() mutable {
			ended.NonBlockingCall();
			ended.Release();
		});
	} catch (...) {
		ended.Abort();
		throw;
	}
}

trace_filter toFilter(const Napi::Value &value)
{
	const auto bytes = value.As<Napi::Uint8Array>();
	trace_filter filter;

	if (bytes.ByteLength() != sizeof(filter))
		throw Napi::TypeError::New(value.Env(), "no filter");
	std::memcpy(&filter, bytes.Data(), sizeof(filter));
	return filter;
}

Napi::Object wrap(Napi::Env env, const std::shared_ptr<Tracer> &tracer)
{
	auto tracepoints = Napi::Array::New(env), unattached = Napi::Array::New(env);
	for (const auto &name : tracer->probes().tracepoints())
		tracepoints.Set(tracepoints.Length(), name);
	for (const auto &[name, reason] : tracer->probes().unattached()) {
		auto probe = Napi::Object::New(env);
		probe.Set("name", name);
		probe.Set("reason", reason);
		unattached.Set(unattached.Length(), probe);
	}

	auto object = Napi::Object::New(env);
	object.Set("tracepoints", tracepoints);
	object.Set("unattached", unattached);
	object.Set("start", Napi::Function::New(env, [tracer](const Napi::CallbackInfo &info) { start(info, tracer); }));
	object.Set("setFilter", Napi::Function::New(env, [tracer](const Napi::CallbackInfo &info) {
		tracer->probes().setFilter(toFilter(info[0]));
	}));
	object.Set("stop", Napi::Function::New(env, [tracer](const Napi::CallbackInfo &) { tracer->stop(); }));
	return object;
}

Napi::Value open(const Napi::CallbackInfo &info)
{
	const auto options = info[0].As<Napi::Object>();
	const auto number = [&](const char *name) { return options.Get(name).As<Napi::Number>().Uint32Value(); };

	try {
		return wrap(info.Env(), std::make_shared<Tracer>(Options{
						options.Get("binary").As<Napi::String>(), number("ringSize"),
						number("snapLength"), options.Get("coins").ToBoolean(),
						toFilter(options.Get("filter")) }));
	} catch (const Failure &failure) {
		Napi::Error error = Napi::Error::New(info.Env(), failure.what());
		error.Set("code", failure.code);
		throw error;
	}
}

/* @return whose process is at the other end: of who connected, or of who listens. */
Napi::Value peerCredentials(const Napi::CallbackInfo &info)
{
	ucred peer;
	socklen_t size = sizeof(peer);

	if (getsockopt(info[0].As<Napi::Number>().Int32Value(), SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0)
		throw Napi::Error::New(info.Env(), std::string("SO_PEERCRED: ") + std::strerror(errno));
	auto credentials = Napi::Object::New(info.Env());
	credentials.Set("pid", peer.pid);
	credentials.Set("uid", peer.uid);
	return credentials;
}

Napi::Object init(Napi::Env env, Napi::Object exports)
{
	exports.Set("libbpf", Probes::libbpf());
	exports.Set("open", Napi::Function::New(env, open));
	exports.Set("peerCredentials", Napi::Function::New(env, peerCredentials));
	exports.Set("restartWithoutIoUring", Napi::Function::New(env, [](const Napi::CallbackInfo &info) {
		const auto list = info[0].As<Napi::Array>();
		std::vector<std::string> arguments;

		for (std::uint32_t i = 0; i < list.Length(); i++)
			arguments.push_back(list.Get(i).As<Napi::String>());
		restartWithoutIoUring(std::move(arguments));
	}));
	exports.Set("shield", Napi::Function::New(env, [](const Napi::CallbackInfo &) { shield(); }));
	exports.Set("becomeUser", Napi::Function::New(env, [](const Napi::CallbackInfo &info) {
		becomeUser(info[0].As<Napi::Number>().Uint32Value());
	}));
	exports.Set("seal", Napi::Function::New(env, [](const Napi::CallbackInfo &) { seal(); }));
	return exports;
}

} // namespace

NODE_API_MODULE(p2p_trace, init)
