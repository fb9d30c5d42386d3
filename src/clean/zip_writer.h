// Archives as PKWARE's APPNOTE 6.3.10 §4.3 has them: deflated parts, one time for all of them, nothing between or
// behind them.
#pragma once

#include <string>
#include <string_view>

#include "base/bytes.h"

namespace tipstaff::clean {

class ZipWriter {
 public:
  // `content` below 4 GiB; the whole archive too. Names in ASCII, each once.
  void add(std::string_view name, std::string_view content);
  Bytes finish() &&;

 private:
  Bytes out_;
  Bytes directory_;
  std::uint32_t parts_ = 0;
};

}  // namespace tipstaff::clean
