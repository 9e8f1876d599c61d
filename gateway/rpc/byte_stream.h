// Streams served as serialized messages, for the two calls that move millions of rows: uploads of
// assessments and pulls. What the contract says about them is the same; only the objects that the
// generated service would make of every row, to be thrown away at once, are never made.
//
// The service marks such a method in its constructor:
//   MarkMethodStreamed(MethodIndex<SomeRequest>("SomeService", "SomeMethod"), ServeBytes(…));
// gRPC then takes it for a stream in both directions, which a stream of answers to one request is
// too. A ByteStream is used as any gRPC stream: one thread reads, one writes.
#pragma once

#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/method_handler.h>
#include <grpcpp/support/sync_stream.h>

#include <functional>
#include <string>
#include <utility>

#include "google/protobuf/descriptor.h"

namespace levybridge::rpc {

using ByteStream = grpc::ServerReaderWriter<grpc::ByteBuffer, grpc::ByteBuffer>;
using ByteHandler = std::function<grpc::Status(grpc::ServerContext*, ByteStream*)>;

// The place of a method in its service, which is declared in the same file as Message.
template <class Message>
int MethodIndex(const std::string& service, const std::string& method) {
  const google::protobuf::FileDescriptor* file = Message::descriptor()->file();
  return file->FindServiceByName(service)->FindMethodByName(method)->index();
}

// Owned by the service that it is given to.
inline grpc::internal::MethodHandler* ServeBytes(ByteHandler handler) {
  using Handler = grpc::internal::TemplatedBidiStreamingHandler<ByteStream, false>;
  return new Handler(std::move(handler));
}

}  // namespace levybridge::rpc
