#include "gateway/rpc/unserved_methods.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/rpc/status.h"

namespace levybridge::rpc {
namespace {

constexpr std::string_view kCheck = "/grpc.health.v1.Health/Check";
constexpr std::string_view kWatch = "/grpc.health.v1.Health/Watch";

// ServingStatus of the protocol.
enum class Health : char { kServing = 1, kNotServing = 2, kServiceUnknown = 3 };

// HealthCheckResponse: field 1, a varint.
grpc::ByteBuffer ResponseOf(Health health) {
  const char bytes[] = {'\x08', static_cast<char>(health)};
  const grpc::Slice slice(bytes, sizeof(bytes));
  return grpc::ByteBuffer(&slice, 1);
}

// The service that a HealthCheckRequest (field 1, a string) asks about; nothing when it is none.
// Who asks about the whole gateway sends nothing or an empty name.
std::optional<std::string> ServiceIn(const grpc::ByteBuffer& request) {
  constexpr size_t kMaxBytes = 256;
  std::vector<grpc::Slice> slices;
  if (request.Length() > kMaxBytes || !request.Dump(&slices).ok()) return std::nullopt;
  std::string bytes;
  for (const grpc::Slice& slice : slices) {
    bytes.append(reinterpret_cast<const char*>(slice.begin()), slice.size());
  }
  if (bytes.empty()) return std::string();
  const bool is_name =
      bytes.size() >= 2 && bytes[0] == '\x0A' && static_cast<uint8_t>(bytes[1]) == bytes.size() - 2;
  if (!is_name) return std::nullopt;
  return bytes.substr(2);
}

grpc::Status AnswerTo(const std::string& method) {
  const bool in_contract = method.rfind("/levybridge.", 0) == 0;
  return in_contract ? NotYetAvailable() : NotServed();
}

}  // namespace

// Ends when its last operation is done and gRPC has said that the call is over.
class UnservedMethods::Call {
 public:
  enum class State : uint8_t { kAwaited, kReading, kTellingWatcher, kWatching, kEnding };
  // What comes out of the queue: an operation of the call, or that it is over.
  struct Event {
    Call& call;
    bool over;
  };

  Call() { context.AsyncNotifyWhenDone(&over_event); }
  bool IsEnded() const { return over && state != State::kAwaited && !busy; }
  void Finish(const grpc::Status& status) {
    state = State::kEnding;
    busy = true;
    stream.Finish(status, &operation_event);
  }
  void WriteAndFinish(Health health) {
    state = State::kEnding;
    busy = true;
    stream.WriteAndFinish(ResponseOf(health), grpc::WriteOptions(), grpc::Status::OK,
                          &operation_event);
  }

  // Ends a watch, because the gateway stops: a name that nobody has stays unknown.
  void EndWatch() {
    if (told == Health::kServiceUnknown) {
      Finish(grpc::Status::OK);
    } else {
      WriteAndFinish(Health::kNotServing);
    }
  }

  grpc::GenericServerContext context;
  grpc::GenericServerAsyncReaderWriter stream{&context};
  grpc::ByteBuffer request;
  State state = State::kAwaited;
  Health told = Health::kServing;  // of a watch: what was written last
  bool busy = true;                // an operation is under way
  bool over = false;
  Event operation_event{*this, false};
  Event over_event{*this, true};
};

UnservedMethods::~UnservedMethods() { Stop(); }

void UnservedMethods::Register(grpc::ServerBuilder& builder) {
  builder.RegisterAsyncGenericService(&service_);
  queue_ = builder.AddCompletionQueue();
}

void UnservedMethods::Start() {
  Await();
  thread_ = std::thread([this] { Loop(); });
}

void UnservedMethods::BeginStop() {
  const std::lock_guard lock(mutex_);
  serving_ = false;
  for (Call* call : watching_) call->EndWatch();
  watching_.clear();
}

void UnservedMethods::Stop() {
  if (queue_ == nullptr) return;
  queue_->Shutdown();
  if (thread_.joinable()) {
    thread_.join();
  } else {
    void* event = nullptr;
    bool ok = false;
    while (queue_->Next(&event, &ok)) {
    }
  }
  queue_.reset();
}

void UnservedMethods::Await() {
  auto* call = new Call;
  service_.RequestCall(&call->context, &call->stream, queue_.get(), queue_.get(),
                       &call->operation_event);
}

void UnservedMethods::Loop() {
  void* tag = nullptr;
  bool ok = false;
  while (queue_->Next(&tag, &ok)) {
    const auto* event = static_cast<const Call::Event*>(tag);
    Call& call = event->call;
    const std::lock_guard lock(mutex_);
    if (event->over) {
      call.over = true;
      watching_.erase(&call);
    } else {
      call.busy = false;
      // The server was shut down before anybody called: nothing more will come of this one.
      if (call.state == Call::State::kAwaited && !ok) {
        delete &call;
        continue;
      }
      Advance(call, ok);
    }
    if (call.IsEnded()) delete &call;
  }
}

void UnservedMethods::Advance(Call& call, bool ok) {
  switch (call.state) {
    case Call::State::kAwaited: {
      Await();
      const std::string& method = call.context.method();
      if (method != kCheck && method != kWatch) {
        call.Finish(AnswerTo(method));
        return;
      }
      call.state = Call::State::kReading;
      call.busy = true;
      call.stream.Read(&call.request, &call.operation_event);
      return;
    }
    case Call::State::kReading:
      if (ok) {
        AnswerHealth(call);
      } else {
        call.Finish(grpc::Status(grpc::StatusCode::INVALID_ARGUMENT, "no request came"));
      }
      return;
    case Call::State::kTellingWatcher:
      Watch(call);
      return;
    case Call::State::kWatching:
    case Call::State::kEnding:
      return;
  }
}

void UnservedMethods::AnswerHealth(Call& call) {
  const std::optional<std::string> service = ServiceIn(call.request);
  if (!service) {
    call.Finish(grpc::Status(grpc::StatusCode::INVALID_ARGUMENT, "not a HealthCheckRequest"));
    return;
  }
  const Health health = !service->empty() ? Health::kServiceUnknown
                        : serving_        ? Health::kServing
                                          : Health::kNotServing;
  if (call.context.method() == kCheck) {
    if (health == Health::kServiceUnknown) {
      call.Finish(grpc::Status(grpc::StatusCode::NOT_FOUND, "no such service"));
    } else {
      call.WriteAndFinish(health);
    }
    return;
  }
  call.state = Call::State::kTellingWatcher;
  call.told = health;
  call.busy = true;
  call.stream.Write(ResponseOf(health), &call.operation_event);
}

void UnservedMethods::Watch(Call& call) {
  call.state = Call::State::kWatching;
  if (!serving_) {
    call.EndWatch();
  } else if (!call.over) {
    watching_.insert(&call);
  }
}

}  // namespace levybridge::rpc
