// A package of parts in a ZIP archive (ECMA-376 part 2, Open Packaging Conventions): types, relationships, and which
// parts have been read. What no reader took is reported: a part nobody knows cannot pass.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "document/containers/zip.h"
#include "document/emitter.h"
#include "document/xml.h"
#include "document/xml_aside.h"

namespace tipstaff::document {

struct Relation {
  std::string id, type,
      target;  // the last segment of the type; the target as a part's name, or as written when external
  bool external = false;
};

// Reads a list of parts or of relations, in which no words stand: text in it, and sentences under attributes that the
// format does not have, are kept as comments are.
class PartList : public XmlHandler {
 public:
  void start(std::string_view name, const XmlAttributes& attributes) final;
  void text(std::string_view words) final;
  void end(std::string_view) final {}

 protected:
  virtual void element(std::string_view, const XmlAttributes&) {}
};

class Package {
 public:
  // Errors: kInvalid when its list of types cannot be read. Both must outlive it.
  static Result<Package> open(const Zip& zip, Emitter& emitter);
  // The same for a package of OpenDocument, whose list is META-INF/manifest.xml (ODF 1.3 part 2 §3.2, §4).
  static Result<Package> open_manifest(const Zip& zip, Emitter& emitter);
  bool encrypted() const { return encrypted_; }

  // The first part whose content type contains `type`; empty: none.
  std::string part_of_type(std::string_view type) const;
  const std::string& type_of(const std::string& part) const;  // in lower case
  const std::vector<std::string>& parts() const { return parts_; }
  bool has(const std::string& part) const { return types_.contains(part); }
  std::vector<Relation> relations(const std::string& part);
  // Parses a part and counts it as read; one that cannot be parsed, or is not what its type says, is reported. False
  // then.
  bool parse(const std::string& part, XmlHandler& handler) { return parse(part, handler, parse_xml); }
  using Parser = Result<void>(const Feed&, XmlHandler&);
  bool parse(const std::string& part, XmlHandler& handler, Parser* parser);
  // The bytes of a part, which counts as read; nothing, and reported, when it cannot be unpacked.
  std::optional<Bytes> whole(const std::string& part);
  // The same, without counting it as read or reporting.
  std::optional<Bytes> glance(const std::string& part) const;
  bool taken(const std::string& part) const { return taken_.contains(part); }
  void take(const std::string& part) { taken_.insert(part); }
  Emitter& emitter() { return *emitter_; }

 private:
  Package(const Zip& zip, Emitter& emitter) : zip_(&zip), emitter_(&emitter) {}
  // Of the part's XML, by its type; empty: anything.
  std::string_view expected_root(const std::string& part) const;
  // How its XML is looked through for words that its reader does not take; not at all.
  std::optional<XmlKind> kind_of_words(const std::string& part) const;
  void tell_comments(const std::string& part, const XmlHandler& handler);
  bool begins_as_it_should(const std::string& part, const ZipEntry& entry) const;

  const Zip* zip_;
  Emitter* emitter_;
  std::vector<std::string> parts_;
  std::map<std::string, std::string> types_;
  std::set<std::string> taken_;
  bool encrypted_ = false, is_opendocument_ = false;
};

// "xl/worksheets/../media/a.png" without the steps back; targets that begin with a slash count from the root.
std::string resolve(const std::string& part, std::string_view target);
// "xl/worksheets/_rels/sheet1.xml.rels"
std::string relations_of(const std::string& part);

// What packages have in common (properties, labels, pictures, custom XML, embedded files, and every part that holds
// lists of words, such as comments), and then whatever is left.
void read_common_parts(Package& package);

// The text of an element without children, as `text` gathers it.
class LeafText {
 public:
  void begin() {
    text_.clear();
    on_ = true;
  }
  void add(std::string_view piece) {
    if (on_ && text_.size() < 65'536) text_ += piece;
  }
  const std::string& end() {
    on_ = false;
    return text_;
  }
  bool on() const { return on_; }

 private:
  std::string text_;
  bool on_ = false;
};

}  // namespace tipstaff::document
