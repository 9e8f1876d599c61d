// The exit codes of every command; scripts depend on them.
#pragma once

namespace levybridge::app {

inline constexpr int kDone = 0;
inline constexpr int kRefused = 1;      // refused, or only partly accepted: the output says what
inline constexpr int kWrongUsage = 2;   // usage or configuration: file, line and key are named
inline constexpr int kUnreachable = 3;  // the other side cannot be reached
inline constexpr int kInternalError = 4;

}  // namespace levybridge::app
