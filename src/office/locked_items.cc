#include "office/locked_items.h"

#include <fcntl.h>
#include <unistd.h>

namespace tipstaff::office {

Result<Bytes> read_locked_item(const Office& office, const supplier::Item& item) {
  const auto path = office.folder().items(item.job);
  const Descriptor fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd.valid()) return fail(storage_error("cannot open", path, errno));
  Bytes out(item.bytes);
  if (::pread(fd.get(), out.data(), out.size(), static_cast<off_t>(item.offset)) != static_cast<ssize_t>(out.size()))
    return fail(Code::kTampered, "a locked item is shorter than it was written");
  return out;
}

}  // namespace tipstaff::office
