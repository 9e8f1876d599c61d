// RegisterReport: the registers in words for people, and as a document for programs.
//
// People get one table for each register, with the numbers below it; digests of documents stand in
// the document for programs only. Pure functions: thread-safe.
#pragma once

#include <string>

#include "adapters/client/output.h"
#include "adapters/client/register_calls.h"

namespace levybridge::client {

Json RegistersToJson(const Registers& registers);
std::string RegistersToText(const Registers& registers);

}  // namespace levybridge::client
