#include "document/containers/package.h"

#include <algorithm>

#include "base/text.h"
#include "document/address.h"
#include "document/origin.h"

namespace tipstaff::document {
namespace {

class TypeList : public PartList {
 public:
  std::map<std::string, std::string> defaults, overrides;

 private:
  void element(std::string_view name, const XmlAttributes& attributes) override {
    const std::string type = lower(attributes.get("ContentType"));
    if (name == "Default") defaults[lower(attributes.get("Extension"))] = type;
    if (name == "Override" && attributes.get("PartName").starts_with('/'))
      overrides[lower(attributes.get("PartName").substr(1))] = type;
  }
};

class Manifest : public PartList {
 public:
  std::map<std::string, std::string> types;
  bool encrypted = false;

 private:
  void element(std::string_view name, const XmlAttributes& attributes) override {
    if (name == "file-entry") types[std::string(attributes.get("full-path"))] = lower(attributes.get("media-type"));
    if (name == "encryption-data") encrypted = true;
  }
};

class RelationList : public PartList {
 public:
  explicit RelationList(const std::string& part) : part_(part) {}
  std::vector<Relation> list;

 private:
  void element(std::string_view name, const XmlAttributes& attributes) override {
    if (name != "Relationship") return;
    Relation out;
    out.id = attributes.get("Id");
    const std::string_view type = attributes.get("Type");
    out.type = type.substr(type.rfind('/') + 1);  // npos + 1 is the whole
    out.external = attributes.get("TargetMode") == "External";
    out.target = out.external ? std::string(attributes.get("Target")) : resolve(part_, attributes.get("Target"));
    list.push_back(std::move(out));
  }
  const std::string& part_;
};

Feed feed_of(const Zip& zip, const ZipEntry& entry) {
  return [&](const std::function<Result<void>(ByteView)>& take) { return zip.unpack(entry, take); };
}

}  // namespace

void PartList::start(std::string_view name, const XmlAttributes& attributes) {
  constexpr std::string_view kKnown[] = {"Extension", "ContentType", "PartName",  "Id",        "Type",
                                         "Target",    "TargetMode",  "full-path", "media-type"};
  for (const XmlAttribute& one : attributes.all())
    if (std::ranges::find(kKnown, one.name) == std::end(kKnown) && reads_as_words(one.value)) comment(one.value);
  element(name, attributes);
}

void PartList::text(std::string_view words) {
  if (!is_blank(words)) comment(words);
}

std::string resolve(const std::string& part, std::string_view target) {
  std::string path = target.starts_with('/') ? std::string(target.substr(1))
                                             : part.substr(0, part.rfind('/') + 1) + std::string(target);
  std::vector<std::string> steps;
  for (std::size_t at = 0; at <= path.size();) {
    const std::size_t end = std::min(path.find('/', at), path.size());
    const std::string step = path.substr(at, end - at);
    if (step == ".." && !steps.empty())
      steps.pop_back();
    else if (step != "." && step != ".." && !step.empty())
      steps.push_back(step);
    at = end + 1;
  }
  std::string out;
  for (const std::string& step : steps) out += (out.empty() ? "" : "/") + step;
  return out;
}

std::string relations_of(const std::string& part) {
  const std::size_t slash = part.rfind('/') + 1;
  return part.substr(0, slash) + "_rels/" + part.substr(slash) + ".rels";
}

Result<Package> Package::open(const Zip& zip, Emitter& emitter) {
  Package out(zip, emitter);
  const ZipEntry* list = zip.find("[Content_Types].xml");
  if (list == nullptr) return fail(Code::kInvalid, "its list of parts is missing");
  TypeList types;
  TRY(parse_xml(feed_of(zip, *list), types));
  out.tell_comments(list->name, types);
  out.take(list->name);
  for (const ZipEntry& entry : zip.entries()) {
    if (entry.name.ends_with('/') && entry.unpacked == 0) continue;  // a folder
    const std::string name = lower(entry.name);
    const auto found = types.overrides.find(name);
    const auto by_default = types.defaults.find(name.substr(name.rfind('.') + 1));
    out.parts_.push_back(entry.name);
    out.types_[entry.name] = found != types.overrides.end()       ? found->second
                             : by_default != types.defaults.end() ? by_default->second
                                                                  : "";
  }
  // Without these the others read as something else; of other parts some programs list what they never write.
  for (const auto& [name, type] : types.overrides)
    if ((type.find("styles+xml") != std::string::npos || type.find("sharedstrings") != std::string::npos ||
         type.find("worksheet+xml") != std::string::npos) &&
        zip.find(name) == nullptr)
      emitter.unread(name, "it is missing");
  return out;
}

Result<Package> Package::open_manifest(const Zip& zip, Emitter& emitter) {
  Package out(zip, emitter);
  const ZipEntry* list = zip.find("META-INF/manifest.xml");
  if (list == nullptr) return fail(Code::kInvalid, "its list of parts is missing");
  Manifest manifest;
  TRY(parse_xml(feed_of(zip, *list), manifest));
  out.tell_comments(list->name, manifest);
  out.take(list->name);
  out.types_ = std::move(manifest.types);
  out.encrypted_ = manifest.encrypted;
  out.is_opendocument_ = true;
  for (const ZipEntry& entry : zip.entries()) {
    if (entry.name.ends_with('/') && entry.unpacked == 0) continue;  // a folder
    out.parts_.push_back(entry.name);
    out.types_.try_emplace(entry.name);
  }
  for (const auto& [name, type] : out.types_)
    if (zip.find(name) == nullptr && reads_as_words(name))
      emitter.observe({.trait = Trait::kUnexplained,
                       .part = "META-INF/manifest.xml",
                       .place = "it lists a part that is not there"});
  return out;
}

std::string Package::part_of_type(std::string_view type) const {
  for (const std::string& part : parts_)
    if (types_.at(part).find(type) != std::string::npos) return part;
  return {};
}

const std::string& Package::type_of(const std::string& part) const {
  static const std::string none;
  const auto found = types_.find(part);
  return found == types_.end() ? none : found->second;
}

std::vector<Relation> Package::relations(const std::string& part) {
  const ZipEntry* entry = zip_->find(relations_of(part));
  if (entry == nullptr) return {};
  RelationList out(part);
  const bool first = taken_.insert(entry->name).second;
  if (!begins_as_it_should(entry->name, *entry)) {
    emitter_->unread(entry->name, "it is no list of relations");
    return {};
  }
  if (const auto parsed = parse_xml(feed_of(*zip_, *entry), out); !parsed)
    emitter_->unread(entry->name, parsed.error().message());
  tell_comments(entry->name, out);
  LinkWords links(*emitter_);
  for (const Relation& relation : out.list)
    if (first && relation.external) links.add(relation.target);
  links.close(entry->name);
  for (Relation& relation : out.list)
    if (const ZipEntry* target = relation.external ? nullptr : zip_->find(relation.target))
      relation.target = target->name;
  return out.list;
}

void Package::tell_comments(const std::string& part, const XmlHandler& handler) {
  constexpr std::size_t kShortest = 12;
  Layer layer(*emitter_);
  for (const std::string& words : handler.comments()) {
    if (besides_origin(words).size() < kShortest) continue;
    layer.cell(words);
    layer.end_row();
  }
  layer.close(Trait::kXmlComment, part, "comments in the file's own source");
}

// Parts whose own readers take all their words are not looked through again.
std::optional<XmlKind> Package::kind_of_words(const std::string& part) const {
  if (is_opendocument_) {
    const std::string name = part.substr(part.rfind('/') + 1);
    return name == "content.xml" || name == "styles.xml" || name == "settings.xml" || name == "manifest.rdf" ||
                   part.starts_with("Configurations2/")
               ? std::optional(XmlKind::kOpenDocument)
               : std::nullopt;
  }
  const std::string& type = type_of(part);
  for (const std::string_view own :
       {"pivotcache", "connections+xml", "querytable", "person+xml", "people+xml", "properties+xml", "usernames",
        "revision", "slicercache", "timelinecache", "externallink", "signature", "volatile", "tags+xml", "authors"})
    if (type.find(own) != std::string::npos && type.find("controlproperties") == std::string::npos) return std::nullopt;
  if (type.find("rdrichvalue+xml") != std::string::npos) return XmlKind::kRichValues;
  if (part.starts_with("customXml/") || part.ends_with(".rels")) return std::nullopt;
  return type.find("wordprocessingml") != std::string::npos || type.find("ms-word") != std::string::npos
             ? XmlKind::kWord
             : XmlKind::kOffice;
}

bool Package::parse(const std::string& part, XmlHandler& handler, Parser* parser) {
  taken_.insert(part);
  const ZipEntry* entry = zip_->find(part);
  if (entry == nullptr) {
    emitter_->unread(part, "it is missing");
    return false;
  }
  if (!begins_as_it_should(part, *entry)) {
    emitter_->unread(part, "it is not what the list of parts calls it");
    return false;
  }
  const auto kind = kind_of_words(part);
  XmlAside aside(handler, kind.value_or(XmlKind::kOffice), *emitter_);
  const auto parsed = parser(feed_of(*zip_, *entry), kind ? static_cast<XmlHandler&>(aside) : handler);
  if (!parsed) emitter_->unread(part, parsed.error().message());
  if (kind) aside.close(part);
  tell_comments(part, handler);
  return parsed.has_value();
}

std::optional<Bytes> Package::glance(const std::string& part) const {
  const ZipEntry* entry = zip_->find(part);
  if (entry == nullptr) return std::nullopt;
  auto bytes = zip_->whole(*entry, std::size_t{64} << 20);
  return bytes ? std::optional(std::move(*bytes)) : std::nullopt;
}

std::optional<Bytes> Package::whole(const std::string& part) {
  taken_.insert(part);
  const ZipEntry* entry = zip_->find(part);
  auto bytes = entry == nullptr ? Result<Bytes>(fail(Code::kInvalid, "it is missing"))
                                : zip_->whole(*entry, std::size_t{64} << 20);
  if (bytes) return std::move(*bytes);
  emitter_->unread(part, bytes.error().message());
  return std::nullopt;
}

}  // namespace tipstaff::document
