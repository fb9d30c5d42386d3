#include "base/new_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "base/files.h"

namespace tipstaff {

Result<void> write_new(const std::filesystem::path& path, ByteView content, unsigned mode) {
  const std::filesystem::path folder = path.has_parent_path() ? path.parent_path() : ".";
  std::string temporary = (folder / ".tipstaff-XXXXXX").string();
  const Descriptor file(::mkostemp(temporary.data(), O_CLOEXEC));
  if (!file.valid()) return fail(storage_error("cannot write", path, errno));
  Result<void> outcome = write_all(file.get(), content, path);
  if (outcome && (::fchmod(file.get(), mode) != 0 || ::fsync(file.get()) != 0))
    outcome = fail(storage_error("cannot write", path, errno));
  if (outcome && ::link(temporary.c_str(), path.c_str()) != 0)
    outcome =
        errno == EEXIST
            ? Result<void>(fail(Code::kRefused,
                                fmt::format("there is a ‘{}’ already, and nothing is written over it", path.string())))
            : Result<void>(fail(storage_error("cannot write", path, errno)));
  ::unlink(temporary.c_str());
  if (!outcome) return outcome;
  const Descriptor here(::open(folder.c_str(), O_RDONLY | O_CLOEXEC | O_DIRECTORY));
  if (!here.valid() || ::fsync(here.get()) != 0) return fail(storage_error("cannot write", path, errno));
  return {};
}

}  // namespace tipstaff
