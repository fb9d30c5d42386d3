// The reader behind parse_xml(), piece by piece: libxml2's push parser. For readers that give it a part of their bytes
// only (sheet_xml.h). One thread.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "document/xml.h"

namespace tipstaff::document {

class XmlReader {
 public:
  explicit XmlReader(XmlHandler& handler);
  XmlReader(const XmlReader&) = delete;
  XmlReader& operator=(const XmlReader&) = delete;
  ~XmlReader();

  // Errors: as parse_xml(); after one, and after finish(), it takes no more.
  Result<void> take(ByteView piece);
  Result<void> finish();

  // The next `count` beginnings of elements are not told: they were, by whoever reads before it goes on here.
  void skip_starts(std::size_t count);
  std::uint64_t starts() const;  // elements begun so far
  // Nothing of what it took waits to be read, and it stands in an element's content, so many elements deep.
  bool stands_in_content(int depth) const;
  bool reads_utf8() const;                             // and not by another declared encoding
  std::vector<std::string> declared_prefixes() const;  // of namespaces, where it stands

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace tipstaff::document
