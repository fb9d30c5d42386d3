#include "document/word/word_binary.h"

#include <fmt/format.h>

#include "document/properties.h"
#include "document/word/word_aside.h"
#include "document/word/word_text.h"

namespace tipstaff::document {
namespace {

const std::string kPart = "WordDocument";

// Drawings that float over the text (§2.9.172): their shapes, and pictures that lie in the main stream.
void read_drawings(const WordFile& file, Coverage& used, WordAside& aside, Emitter& emitter) {
  std::uint64_t hidden = 0, cropped = 0;
  const bool whole = each_word_drawing(file, [&](ByteView one) {
    aside.drawing(one, kPart);
    walk_escher(one, [&](const EscherRecord& record) {
      if (record.type != 0xf007 || record.data.size() < 36) return;
      const std::size_t place = little32(record.data, 28), length = little32(record.data, 20);
      if (record.data.size() > 36 || place == 0xffffffff || length == 0) return;
      used.add(place, length);
      walk_escher(part_of(file.main, place, length), [&](const EscherRecord& inner) {
        if (is_escher_picture(inner.type)) read_escher_picture(inner, kPart, emitter);
      });
    });
    for (const EscherShape& shape : escher_shapes(one)) {
      hidden += shape.hidden && !shape.deleted ? 1 : 0;
      cropped += shape.cropped ? 1 : 0;
    }
  });
  if (!whole) emitter.unread(kPart, "its drawings are damaged");
  if (hidden > 0)
    emitter.observe({.trait = Trait::kHiddenShape, .part = kPart, .place = "hidden shapes", .cells = hidden});
  if (cropped > 0)
    emitter.observe(
        {.trait = Trait::kCropped, .part = kPart, .place = "a picture with a part cut off", .cells = cropped});
}

void say(Layer& layer, std::span<const std::string> words, std::size_t row) {
  for (std::size_t i = 0; i < words.size(); ++i) {
    layer.cell(words[i]);
    if ((i + 1) % row == 0) layer.end_row();
  }
}

// Places that are lists of words, told as they are.
constexpr struct {
  WordPlace place;
  Trait trait;
  std::size_t shortest, row;  // letters of a word, words of a row
  const char* what;
} kLists[] = {
    {kVariables, Trait::kVariable, 2, 1, "variables of the document"},
    {kRoute, Trait::kCustomProperty, 3, 1, "a routing slip: who was to get it next"},
    {kEnvelope, Trait::kCustomProperty, 4, 1, "the heading of a mail that it was sent with"},
    {kLinkedFiles, Trait::kExternalTarget, 4, 1, "paths of linked files"},
    {kTransform, Trait::kExternalTarget, 4, 1, "paths of linked files"},
    {kMerge, Trait::kMailMerge, 4, 1, "the source of a mail merge"},
    {kMergeNew, Trait::kMailMerge, 4, 1, "the source of a mail merge"},
    {kMergeSource, Trait::kMailMerge, 4, 1, "the source of a mail merge"},
};

// The document's own properties once more (§2.9.274), by number.
void read_associated(const WordFile& file, WordAside& aside, Emitter& emitter) {
  Layer template_path(emitter), merge(emitter);
  FileProperties said(emitter);
  std::string told;
  const auto associated = word_strings(file.place(kAssociated));
  for (std::size_t i = 0; i < associated.size(); ++i) {
    const std::string& words = associated[i];
    told += words + "\n";
    if (i == 1 && words.find_first_of("\\/:") != std::string::npos)
      template_path.cell(words);
    else if (i == 4)
      said.keywords(words);
    else if (i == 5)
      said.description(words);
    else if (i == 2 || i == 3 || i == 6 || i == 7)
      said.author(words);
    else if (i == 8 || i == 9)
      merge.cell(words);
    else
      aside.text(words);
  }
  aside.beside(kAssociated, told);
  template_path.close(Trait::kTemplate, kPart, "the path of its template");
  merge.close(Trait::kMailMerge, kPart, "the source of a mail merge");
  said.close(kPart);
}

// What hangs off the heading besides the text.
void read_lists(const WordFile& file, WordAside& aside, Emitter& emitter) {
  for (const auto& list : kLists) {
    Layer layer(emitter);
    say(layer, readable_runs(file.place(list.place), list.shortest), list.row);
    layer.close(list.trait, kPart, list.what);
    if (list.trait == Trait::kExternalTarget) aside.prose(file.place(list.place));  // a note only
  }
  const auto strings = [&](WordPlace place, Layer& layer, bool people) {
    std::string told;
    std::vector<std::string> words = word_strings(file.place(place));
    for (const std::string& each : words) told += each + "\n";
    aside.beside(place, told);
    // The first author of changes is always “Unknown”.
    if (people) std::erase_if(words, [&](const std::string& each) { return each == "Unknown" || !aside.person(each); });
    say(layer, words, people ? words.size() : 2);
  };
  Layer history(emitter), authors(emitter), editors(emitter);
  strings(kSavedBy, history, false);
  history.close(Trait::kSaveHistory, kPart, "who saved it last, and under which paths");
  strings(kRevisionAuthors, authors, true);
  const ByteView owners = file.place(kCommentAuthors);
  for (std::size_t at = 0; at + 2 <= owners.size(); at += 2 + 2 * std::size_t{little16(owners, at)}) {
    const std::string name = from_utf16(part_of(owners, at + 2, 2 * std::size_t{little16(owners, at)}));
    if (aside.person(name)) authors.cell(name);
  }
  authors.close(Trait::kCommentAuthor, kPart, "the authors of changes and comments");
  strings(kEditors, editors, true);
  editors.close(Trait::kAuthor, kPart, "who may change protected parts");
  read_associated(file, aside, emitter);
}

}  // namespace

void read_word_binary(Compound& file, const CompoundEntry& storage, Emitter& emitter) {
  WordFile word;
  const auto whole = [&](std::string_view name, Bytes& out) {
    const CompoundEntry* stream = file.find(storage, name);
    if (stream == nullptr || stream->storage) return false;
    auto bytes = file.whole(*stream);
    if (!bytes) {
      emitter.unread(name, bytes.error().message());
      return false;
    }
    out = std::move(*bytes);
    return true;
  };
  if (!whole("WordDocument", word.main)) return;
  const unsigned magic = little16(word.main, 0), version = little16(word.main, 2), flags = little16(word.main, 10);
  if (magic != 0xa5ec || version < 0xc0) {
    file.take(storage);
    return emitter.unread(kPart, magic == 0xa5dc || version < 0xc0 ? "a document of Word 95 or earlier"
                                                                   : "it does not begin as a document of Word does");
  }
  if ((flags & 0x100) != 0) {
    file.take(storage);
    return emitter.observe({.trait = Trait::kEncrypted, .part = kPart, .place = "an encrypted document"});
  }
  const bool second = (flags & 0x200) != 0;
  if (!whole(second ? "1Table" : "0Table", word.table)) return emitter.unread(kPart, "its tables are missing");
  whole("Data", word.data);
  // A table stream of an earlier save stays: names of fonts and styles, and of people.
  if (Bytes other; whole(second ? "0Table" : "1Table", other) && !other.empty()) {
    Leftovers left(emitter);
    left.add(other);
    left.leave_out({word.table, word.main});
    left.close(second ? "0Table" : "1Table", "tables of an earlier version");
  }
  if ((flags & 0xc00) != 0)
    emitter.observe(
        {.trait = Trait::kProtection, .part = kPart, .place = "a wish, or a password, that it only be read"});

  Coverage used(word.main.size());
  WordAside aside(word, emitter);
  used.add(0, WordFile::kPairs + 8 * word.places() + 64);
  each_word_section(word, [&](std::size_t at, ByteView operations) {
    used.add(at, 2 + operations.size());
    aside.numbers(operations);
    aside.operations(operations);
  });
  read_word_text(word, used, aside, emitter);
  read_lists(word, aside, emitter);
  read_drawings(word, used, aside, emitter);
  aside.look();
  aside.close();
  Leftovers left(emitter);
  used.gaps([&](std::size_t at, std::size_t size) { left.add(part_of(word.main, at, size)); });
  left.close(kPart, "text or data that no part of the document uses: an earlier version, or a fast save");
}

}  // namespace tipstaff::document
