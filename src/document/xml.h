// XML as events (libxml2's SAX2, streaming): no tree, no network, no external and no declared entities. A document type
// declaration, which no office format has and every entity bomb needs, ends the reading. Names are local names: the
// strict and the transitional flavour of a format differ in namespaces only.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace tipstaff::document {

struct XmlAttribute {
  std::string_view name, value;  // the local name
  bool prefixed = false;
};

class XmlAttributes {
 public:
  explicit XmlAttributes(std::span<const XmlAttribute> all, std::string_view space = {}) : all_(all), space_(space) {}
  std::string_view space() const { return space_; }  // the namespace of the element itself; empty: none, or not told
  std::span<const XmlAttribute> all() const { return all_; }
  std::optional<std::string_view> find(std::string_view name) const;
  std::string_view get(std::string_view name) const { return find(name).value_or(std::string_view()); }
  std::string_view foreign(
      std::string_view name) const;           // one of another vocabulary than its element's: r:id beside id
  bool is_true(std::string_view name) const;  // "1", "true", "on"
  double number(std::string_view name, double otherwise) const;
  std::uint64_t count(std::string_view name, std::uint64_t otherwise) const;  // a non-negative integer

 private:
  std::span<const XmlAttribute> all_;
  std::string_view space_;
};

class XmlHandler {
 public:
  virtual ~XmlHandler() = default;
  virtual void start(std::string_view name, const XmlAttributes& attributes) = 0;
  virtual void end(std::string_view name) = 0;
  virtual void text(std::string_view piece) = 0;  // in pieces, entities resolved
  // Not part of the document, and often forgotten; so are instructions to programs, and names of vocabularies that are
  // none. Kept, unless who handles it does otherwise.
  virtual void comment(std::string_view words) {
    if (comments_.size() < 1000) comments_.emplace_back(words.substr(0, 65'536));
  }
  const std::vector<std::string>& comments() const { return comments_; }

 private:
  std::vector<std::string> comments_;
};

using Feed = std::function<Result<void>(const std::function<Result<void>(ByteView piece)>&)>;

// Parses what `feed` delivers. Errors: kInvalid when it is not well-formed, nested deeper than 256, declares a document
// type or an encoding other than UTF-8, UTF-16, ISO-8859-1 and ASCII; those of `feed`.
Result<void> parse_xml(const Feed& feed, XmlHandler& handler);

// The first element's tag, without its brackets: after declarations, comments and a document type. Empty: there is
// none.
std::string_view first_tag(std::string_view text);

// Call once before a process locks itself.
void prepare_xml();

}  // namespace tipstaff::document
