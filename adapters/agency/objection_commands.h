// `agency objections file|decide|notify|list`: employers' objections (异议) from their arrival to
// the answer. The documents themselves stay here; only their SHA-256 digests are sent.
#pragma once

namespace CLI {
class App;
}  // namespace CLI

namespace levybridge::agency {

// `exit_code` must outlive `agency`.
void AddObjectionCommands(CLI::App& agency, int& exit_code);

}  // namespace levybridge::agency
