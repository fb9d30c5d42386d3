// What compound files have in common: which document a storage is, and the streams that hang off every kind.
#include <fmt/format.h>

#include "base/text.h"
#include "document/containers/compound.h"
#include "document/containers/custom_data.h"
#include "document/containers/package.h"
#include "document/letters.h"
#include "document/mail/message.h"
#include "document/properties.h"
#include "document/reader.h"
#include "document/record_words.h"
#include "document/slides/powerpoint_binary.h"
#include "document/word/word_binary.h"

namespace tipstaff::document {
namespace {

// Streams and storages whose being there is all that is said, by their name in lower case.
constexpr struct {
  std::string_view name;
  Trait trait;
  std::string_view what;
} kThere[] = {
    {"_vba_project_cur", Trait::kMacro, "a macro project"},
    {"macros", Trait::kMacro, "a macro project"},
    {"vba", Trait::kMacro, "a macro project"},
    {"xcb", Trait::kMacro, "toolbars of its own"},
    {"ctls", Trait::kActiveX, "controls with their data"},
    {"\3ocxname", Trait::kActiveX, "an ActiveX control, by its name"},
    {"\3ocxdata", Trait::kActiveX, "an ActiveX control's data"},
    {"_signatures", Trait::kSignature, "a digital signature, with the signer's certificate"},
    {"_xmlsignatures", Trait::kSignature, "a digital signature, with the signer's certificate"},
    {"\5digitalsignature", Trait::kSignature, "a digital signature, with the signer's certificate"},
    {"\3linkinfo", Trait::kExternalTarget, "the path of a linked file"},
    {"\6dataspaces", Trait::kEncrypted, "rights management"},
    {"encryption", Trait::kEncrypted, "encrypted properties"},
};
// Storages that may stand empty, and streams that Office makes beforehand.
bool may_be_empty(std::string_view name) {
  return name.starts_with("mbd") || name.starts_with("lnk") || name.starts_with('_') || name == "pictures" ||
         name == "data" || name == "item" || name == "properties";
}
// Names of classes, pictures of an object as the page shows it, formulas of the equation editor.
constexpr std::string_view kPlain[] = {"\1compobj",    "\1ole",        "\3objinfo",   "\3eprint",
                                       "\3print",      "\3pict",       "\3meta",      "equation native",
                                       "\2olepres000", "\2olepres001", "\2olepres002"};

class StorageReader {
 public:
  StorageReader(Compound& file, const CompoundEntry& storage, Emitter& emitter)
      : file_(file), storage_(storage), emitter_(emitter) {}

  void read() {
    for (const std::size_t child : storage_.children) {
      const CompoundEntry& entry = file_.entries()[child];
      if (!file_.taken(entry)) read(entry);
    }
  }

 private:
  std::string part(const CompoundEntry& entry) const { return file_.path(entry, storage_); }
  void observe(const CompoundEntry& entry, Trait trait, std::string_view what) {
    emitter_.observe({.trait = trait, .part = part(entry), .place = std::string(what)});
  }
  std::optional<Bytes> whole(const CompoundEntry& entry) {
    auto bytes = file_.whole(entry);
    if (bytes) return std::move(*bytes);
    emitter_.unread(part(entry), bytes.error().message());
    return std::nullopt;
  }

  void read(const CompoundEntry& entry) {
    const std::string name = lower(entry.name);
    for (const auto& there : kThere)
      if (name == there.name) {
        if (there.trait == Trait::kSignature || there.trait == Trait::kExternalTarget)
          look_through(entry, &RecordWords::prose);
        file_.take(entry);
        return observe(entry, there.trait, there.what);
      }
    if (std::ranges::find(kPlain, name) != std::end(kPlain)) {
      look_through(entry, name == "\1compobj" ? &RecordWords::names : &RecordWords::add);
      return file_.take(entry);
    }
    if (entry.storage) return read_storage_of(entry, name);
    if (name == "encryptedpackage") return read_encrypted(entry);
    if (name.starts_with('\5')) {
      if (const auto bytes = whole(entry)) read_property_set(*bytes, part(entry), emitter_);
    } else if (name == "\1ole10native") {
      if (const auto bytes = whole(entry)) read_native(*bytes, entry);
    } else if (name == "package" || name == "contents") {
      if (const auto bytes = whole(entry)) read_inside(*bytes, part(entry), emitter_);
    } else {
      if (entry.size > 0 || !may_be_empty(name))
        observe(entry, Trait::kUnexplained, "a stream of a kind that is not read");
      file_.take(entry);
    }
  }

  // Words in what is otherwise passed over, in all that lies in it.
  void look_through(const CompoundEntry& entry, void (RecordWords::*how)(ByteView)) {
    std::vector<const CompoundEntry*> open{&entry};
    while (!open.empty()) {
      const CompoundEntry& each = *open.back();
      open.pop_back();
      for (const std::size_t child : each.children) open.push_back(&file_.entries()[child]);
      const auto bytes = each.storage ? std::nullopt : whole(each);
      if (!bytes) continue;
      RecordWords words(emitter_);
      (words.*how)(*bytes);
      words.close(part(each), "words in a stream in which the format has none");
    }
  }

  void read_encrypted(const CompoundEntry& entry) {
    file_.take(entry);
    if (const CompoundEntry* info = file_.find(storage_, "EncryptionInfo")) file_.take(*info);
    observe(entry, Trait::kEncrypted, "a workbook, document or presentation encrypted with a password");
  }

  void read_storage_of(const CompoundEntry& entry, std::string_view name) {
    if (name == "objectpool" || name == "msodatastore") {
      for (const std::size_t child : entry.children) {
        const CompoundEntry& item = file_.entries()[child];
        if (name == "msodatastore")
          read_data_item(item);
        else
          read_object(item);
      }
      return file_.take(entry);
    }
    if (!entry.children.empty()) return read_object(entry);
    if (!may_be_empty(name))
      observe(entry, Trait::kUnexplained, "a storage of a kind that is not known, with nothing in it");
    file_.take(entry);
  }

  void read_object(const CompoundEntry& entry) {
    const bool linked = lower(entry.name).starts_with("lnk");
    observe(entry, linked ? Trait::kExternalTarget : Trait::kEmbedded, linked ? "a linked file" : "an embedded object");
    read_storage_inside(file_, entry, part(entry), emitter_);
    file_.take(entry);
  }

  // [MS-OSHARED] §2.3.6: data of another program, as custom XML is in packages, and the schemas that it follows.
  void read_data_item(const CompoundEntry& item) {
    if (!item.storage) return observe(item, Trait::kUnexplained, "a stream of a kind that is not read");
    for (const std::size_t child : item.children) {
      const CompoundEntry& entry = file_.entries()[child];
      const std::string name = lower(entry.name);
      if (name == "item")
        read_data(entry);
      else if (name == "properties")
        look_through(entry, &RecordWords::add);
      else
        observe(entry, Trait::kUnexplained, "a stream of a kind that is not read");
    }
  }
  void read_data(const CompoundEntry& entry) {
    const auto bytes = whole(entry);
    if (!bytes || bytes->empty()) return;
    CustomData data;
    if (parse_xml([&](const auto& take) { return take(*bytes); }, data) && data.idle()) return;
    class Words : public XmlHandler {
     public:
      explicit Words(Layer& layer) : layer_(layer) {}
      void start(std::string_view, const XmlAttributes&) override {}
      void text(std::string_view piece) override { layer_.cell(piece); }
      void comment(std::string_view words) override { layer_.cell(words); }
      void end(std::string_view) override { layer_.end_row(); }

     private:
      Layer& layer_;
    };
    Layer layer(emitter_);
    Words words(layer);
    const auto done = parse_xml([&](const auto& take) { return take(*bytes); }, words);
    if (!done) emitter_.unread(part(entry), done.error().message());
    for (const std::string& each : data.said()) {
      layer.cell(each);
      layer.end_row();
    }
    layer.close(Trait::kCustomXml, part(entry), "data of another program");
  }

  // A file that was dropped into a document as a package: its name, its path, its bytes.
  void read_native(ByteView bytes, const CompoundEntry& entry) {
    std::size_t at = 6;
    const auto word = [&] {
      const ByteView rest = part_of(bytes, at);
      const std::string_view text = as_text(rest).substr(0, as_text(rest).find('\0'));
      at += text.size() + 1;
      return from_code_page(as_bytes(text), 1252);
    };
    const std::string label = word(), path = word();
    at += 8;  // two numbers, and the size of the path where it was unpacked
    const std::size_t length = little32(bytes, at - 4);
    const std::size_t data = at + length, size = little32(bytes, data);
    if (little16(bytes, 4) != 2 || length > bytes.size() || size == 0 || part_of(bytes, data + 4).size() < size)
      return emitter_.unread(part(entry), "an object in the format of a program that is not known");
    if (path.find_first_of("\\/") != std::string::npos)
      emitter_.observe({.trait = Trait::kAbsolutePath,
                        .part = part(entry),
                        .place = "the path that an embedded file came from",
                        .cells = 1});
    read_inside(part_of(bytes, data + 4, size), fmt::format("{} ({})", part(entry), label), emitter_);
  }

  Compound& file_;
  const CompoundEntry& storage_;
  Emitter& emitter_;
};

struct Format {
  std::string_view stream, kind;
  void (*read)(Compound&, const CompoundEntry&, Emitter&);
};
constexpr Format kFormats[] = {
    {"Workbook", "xls", read_biff_workbook},          {"Book", "xls", read_biff_workbook},
    {"WordDocument", "doc", read_word_binary},        {"PowerPoint Document", "ppt", read_powerpoint},
    {"__properties_version1.0", "msg", read_message},
};
const Format* format_of(const Compound& file, const CompoundEntry& storage) {
  for (const Format& format : kFormats)
    if (const CompoundEntry* found = file.find(storage, format.stream); found != nullptr && !found->storage)
      return &format;
  return nullptr;
}

}  // namespace

std::string kind_of_storage(const Compound& file, const CompoundEntry& storage) {
  const Format* format = format_of(file, storage);
  return format == nullptr ? "ole" : std::string(format->kind);
}

std::string read_storage(Compound& file, const CompoundEntry& storage, Emitter& emitter) {
  const Format* format = format_of(file, storage);
  if (format != nullptr) format->read(file, storage, emitter);
  StorageReader(file, storage, emitter).read();
  return format == nullptr ? "ole" : std::string(format->kind);
}

void read_storage_inside(Compound& file, const CompoundEntry& storage, std::string_view name, Emitter& emitter) {
  const Emitter::Inside inside(emitter, name, 0);
  if (inside) read_storage(file, storage, emitter);
}

void read_compound(ByteView bytes, Emitter& emitter) {
  auto file = Compound::open(bytes);
  if (!file) return emitter.unread("", file.error().message());
  for (const std::string& fault : file->faults()) emitter.observe({.trait = Trait::kUnexplained, .place = fault});
  read_storage(*file, file->root(), emitter);
  Leftovers left(emitter);
  for (const ByteView piece : file->leftovers()) left.add(piece);
  left.leave_out(file->in_use());
  left.close("", "parts of the file that no stream uses");
}

std::string kind_of_compound(ByteView bytes) {
  const auto file = Compound::open(bytes);
  return file ? kind_of_storage(*file, file->root()) : "ole";
}

}  // namespace tipstaff::document
