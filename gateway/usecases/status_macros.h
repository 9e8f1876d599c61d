// Early return of an absl::Status, and of a StatusOr's error.
#pragma once

#include <utility>

// The parameters are names to declare; in parentheses they would not be.
// NOLINTBEGIN(bugprone-macro-parentheses)
#define LEVYBRIDGE_CONCATENATE_INNER(a, b) a##b
#define LEVYBRIDGE_CONCATENATE(a, b) LEVYBRIDGE_CONCATENATE_INNER(a, b)
#define LEVYBRIDGE_ASSIGN_OR_RETURN_INNER(result, target, expression) \
  auto result = (expression);                                         \
  if (!result.ok()) return std::move(result).status();                \
  target = std::move(result).value()
#define LEVYBRIDGE_ASSIGN_OR_RETURN(target, expression)                                        \
  LEVYBRIDGE_ASSIGN_OR_RETURN_INNER(LEVYBRIDGE_CONCATENATE(result_on_line_, __LINE__), target, \
                                    expression)

#define LEVYBRIDGE_RETURN_IF_ERROR_INNER(status, expression) \
  do {                                                       \
    if (auto status = (expression); !status.ok()) {          \
      return status;                                         \
    }                                                        \
  } while (false)
#define LEVYBRIDGE_RETURN_IF_ERROR(expression) \
  LEVYBRIDGE_RETURN_IF_ERROR_INNER(LEVYBRIDGE_CONCATENATE(status_on_line_, __LINE__), expression)
// NOLINTEND(bugprone-macro-parentheses)
