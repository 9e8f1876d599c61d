// TraceReport: an employer's history in words. A balance is a line; an event is a line of figures
// and below it what happened, in Chinese and English, with batch and sender, so that an instruction
// to collect after a deferral tells itself from the others. Pure function: thread-safe.
#pragma once

#include <string>

#include "adapters/client/listings.h"

namespace levybridge::month {

std::string TraceText(const std::string& unit_code, const client::EmployerTrace& trace);

}  // namespace levybridge::month
