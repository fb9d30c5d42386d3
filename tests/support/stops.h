// Ends this process by SIGKILL at the n-th call by which it changes a disk or sends bytes (law 12): write, pwrite,
// writev, fsync, fdatasync, ftruncate, rename, unlink, send, sendto, sendmsg, by whichever library makes it. The calls
// are replaced in the whole program that links this, SQLite's and OpenSSL's included; until arm_stops() they only pass
// through.
//
// A process that is killed loses nothing that it had written: the kernel still holds it. What a loss of power takes is
// seen another way: unsynced() names the files that were changed and not synced since.
//
// Thread-safe. Meant for a child that was forked for one run.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace tipstaff::test {

enum class Stop {
  kBefore,   // the n-th call does not happen
  kHalfway,  // if it writes or sends, half of its bytes get there; otherwise it does not happen
};

// Counts from now on and stops at the n-th call; 0: counts only.
void arm_stops(std::uint64_t at, Stop stop);
// Calls since arm_stops().
std::uint64_t counted_calls();
// Files and folders whose change was not synced since arm_stops(), by path.
std::vector<std::string> unsynced();

}  // namespace tipstaff::test
