// The lock itself: limits, Landlock, seccomp. Apart from sandbox.cc so that the list of what a child may do is one
// page.
#include <fmt/format.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "base/sandbox.h"
#include "base/sanitizer.h"

namespace tipstaff {
namespace {

Result<void> refused(std::string_view what) {
  return fail(Code::kStorage, fmt::format("the kernel refuses {}: {}", what, std::strerror(errno)));
}

Result<void> limit(__rlimit_resource resource, rlim_t value, std::string_view what) {
  const rlimit both{value, value};
  if (::setrlimit(resource, &both) != 0) return refused(what);
  return {};
}

constexpr rlim_t kOpenFiles = kSanitized ? 16 : 3;  // those that are open

Result<void> set_limits(const SandboxLimits& limits) {
  if (!kSanitized) TRY(limit(RLIMIT_AS, limits.memory_bytes, "a limit on memory"));
  TRY(limit(RLIMIT_CPU, static_cast<rlim_t>(limits.processor.count()), "a limit on processor time"));
  TRY(limit(RLIMIT_NOFILE, kOpenFiles, "a limit on open files"));
  TRY(limit(RLIMIT_FSIZE, 0, "a limit on file size"));
  TRY(limit(RLIMIT_CORE, 0, "a limit on core dumps"));
  return limit(RLIMIT_NPROC, 0, "a limit on processes");
}

// Landlock's attributes as of its ABI 6; older kernels take a shorter struct
// (Documentation/userspace-api/landlock.rst).
struct LandlockAttributes {
  std::uint64_t handled_access_fs, handled_access_net, scoped;
};
constexpr unsigned kAskForAbi = 1;  // LANDLOCK_CREATE_RULESET_VERSION

LandlockAttributes everything_known_to(long abi) {
  LandlockAttributes all{(1U << 13) - 1, 0, 0};     // ABI 1: execute … make_sym
  if (abi >= 2) all.handled_access_fs |= 1U << 13;  // refer
  if (abi >= 3) all.handled_access_fs |= 1U << 14;  // truncate
  if (abi >= 4) all.handled_access_net = 3;         // bind and connect over TCP
  if (abi >= 5) all.handled_access_fs |= 1U << 15;  // ioctl on devices
  if (abi >= 6) all.scoped = 3;                     // abstract sockets, signals
  return all;
}

// All rights handled, no rule added: nothing is allowed. A kernel without Landlock leaves this to seccomp.
Result<void> landlock_everything() {
  const long abi = ::syscall(SYS_landlock_create_ruleset, nullptr, 0, kAskForAbi);
  if (abi <= 0) return {};
  const LandlockAttributes all = everything_known_to(abi);
  const std::size_t size = abi >= 6 ? sizeof all : abi >= 4 ? 2 * sizeof(std::uint64_t) : sizeof(std::uint64_t);
  const Descriptor rules(static_cast<int>(::syscall(SYS_landlock_create_ruleset, &all, size, 0)));
  if (!rules.valid()) return refused("a Landlock rule set");
  if (::syscall(SYS_landlock_restrict_self, rules.get(), 0) != 0) return refused("Landlock");
  return {};
}

class Filter {
 public:
  Filter() : context_(seccomp_init(SCMP_ACT_KILL_PROCESS)) {}
  Filter(const Filter&) = delete;
  Filter& operator=(const Filter&) = delete;
  ~Filter() { seccomp_release(context_); }

  template <class... Conditions>
  void allow(int call, Conditions... conditions) {
    add(SCMP_ACT_ALLOW, call, conditions...);
  }
  template <class... Conditions>
  void add(std::uint32_t action, int call, Conditions... conditions) {
    const std::array<scmp_arg_cmp, sizeof...(conditions)> list = {conditions...};
    if (context_ == nullptr ||
        seccomp_rule_add_array(context_, action, call, static_cast<unsigned>(list.size()), list.data()) != 0)
      good_ = false;
  }
  Result<void> load() {
    if (!good_ || seccomp_load(context_) != 0) return refused("the seccomp filter");
    return {};
  }

 private:
  scmp_filter_ctx context_;
  bool good_ = true;
};

scmp_arg_cmp equals(unsigned argument, std::uint64_t value) { return {argument, SCMP_CMP_EQ, value, 0}; }
scmp_arg_cmp has_bits(unsigned argument, std::uint64_t mask, std::uint64_t value) {
  return {argument, SCMP_CMP_MASKED_EQ, mask, value};
}

Result<void> filter_calls() {
  Filter filter;
  filter.allow(SCMP_SYS(read), equals(0, STDIN_FILENO));
  filter.allow(SCMP_SYS(write), equals(0, STDOUT_FILENO));
  filter.allow(SCMP_SYS(write), equals(0, STDERR_FILENO));
  filter.allow(SCMP_SYS(mmap), has_bits(2, PROT_EXEC, 0), has_bits(3, MAP_ANONYMOUS, MAP_ANONYMOUS));
  filter.allow(SCMP_SYS(mprotect), has_bits(2, PROT_EXEC, 0));
  for (const int call :
       {SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(brk), SCMP_SYS(madvise), SCMP_SYS(futex), SCMP_SYS(exit),
        SCMP_SYS(exit_group), SCMP_SYS(restart_syscall), SCMP_SYS(rt_sigreturn), SCMP_SYS(rt_sigprocmask),
        SCMP_SYS(sched_yield), SCMP_SYS(getrandom), SCMP_SYS(clock_gettime), SCMP_SYS(gettimeofday), SCMP_SYS(sysinfo)})
    filter.allow(call);
  // stdio asks what kind of file it writes to; "not permitted" makes it treat the descriptor as a stream.
  filter.add(SCMP_ACT_ERRNO(EPERM), SCMP_SYS(newfstatat));
  filter.add(SCMP_ACT_ERRNO(EPERM), SCMP_SYS(fstat));
  // The check of an object's type writes the object into a pipe to learn whether its memory can be read; the checker of
  // threads sleeps.
  if (kSanitized)
    for (const int call :
         {SCMP_SYS(sigaltstack), SCMP_SYS(rt_sigaction), SCMP_SYS(gettid), SCMP_SYS(getpid), SCMP_SYS(pipe2),
          SCMP_SYS(write), SCMP_SYS(close), SCMP_SYS(nanosleep), SCMP_SYS(clock_nanosleep)})
      filter.allow(call);
  return filter.load();
}

}  // namespace

Result<void> lock_this_process(const SandboxLimits& limits) {
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return refused("no_new_privs");
  if (::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0) return refused("to forbid dumps");
  TRY(landlock_everything());
  TRY(set_limits(limits));
  return filter_calls();
}

}  // namespace tipstaff
