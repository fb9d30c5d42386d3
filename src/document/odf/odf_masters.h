// Master pages of an OpenDocument file (ODF 1.3 part 3 §16.9): what a page that nothing asks for says. Templates bring
// such pages with a number or a logo's words; a remark is somebody's.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "document/emitter.h"
#include "document/xml.h"

namespace tipstaff::document {

class OdfMasters {
 public:
  // Events of any part.
  void start(std::string_view name, const XmlAttributes& attributes);
  void text(std::string_view piece);
  void end(std::string_view name);
  // Once all parts are told.
  void close(const std::string& part, Emitter& emitter) const;

 private:
  struct Master {
    std::string next;  // the page after it
    std::vector<std::string> remarks;
  };
  std::set<std::string> used() const;
  std::map<std::string, Master> masters_;
  std::set<std::string> asked_for_;
  Master* at_ = nullptr;
  std::string line_;
  std::size_t kept_ = 0;
};

}  // namespace tipstaff::document
