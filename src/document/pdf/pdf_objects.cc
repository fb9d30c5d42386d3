// Every object of the file, wherever it hangs: attachments, scripts, private data, metadata, pictures' own files; and
// what no page shows.
#include <fmt/format.h>

#include "base/text.h"
#include "document/pdf/pdf_reader.h"
#include "document/pictures/colour_profile.h"
#include "document/pictures/picture.h"
#include "document/reader.h"

namespace tipstaff::document {
namespace {

constexpr int kDeepestObject = 32;
constexpr std::size_t kSmallPrivate = 1024;  // bytes of text: less is dates and numbers
constexpr std::size_t kFewestLetters = 3;

// Strings and streams below, roughly; stops when it is clear that there is much.
std::size_t weight_of(PdfObject object, std::set<QPDFObjGen>& walked, int depth) {
  if (depth > kDeepestObject || (object.isIndirect() && !walked.insert(object.getObjGen()).second)) return 0;
  if (object.isStream()) return kSmallPrivate + 1;
  if (object.isString()) return object.getStringValue().size();
  std::size_t out = 0;
  for (auto& [key, value] : entries_of(object)) out += out > kSmallPrivate ? 0 : weight_of(value, walked, depth + 1);
  for (PdfObject& value : items_of(object)) out += out > kSmallPrivate ? 0 : weight_of(value, walked, depth + 1);
  return out;
}

std::set<QPDFObjGen> reached_from(PdfObject root) {
  std::set<QPDFObjGen> out;
  std::vector<PdfObject> waiting{root};
  while (!waiting.empty()) {
    PdfObject object = waiting.back();
    waiting.pop_back();
    if (object.isIndirect() && !out.insert(object.getObjGen()).second) continue;
    for (auto& [key, value] : entries_of(object)) waiting.push_back(value);
    for (PdfObject& value : items_of(object)) waiting.push_back(value);
  }
  return out;
}

std::string part_of(PdfObject object) { return fmt::format("object {}", object.getObjGen().getObj()); }

// A script that Acrobat writes for a field's format, and nothing else.
bool is_format_script(const std::string& script) {
  const std::size_t start = script.find_first_not_of(" \t\r\n");
  return script.size() < 400 && start != std::string::npos && script.compare(start, 2, "AF") == 0;
}

}  // namespace

void PdfReader::read() {
  read_pages();
  read_fields();
  read_properties();
  read_objects();
  if (unclear_glyphs_ > 0 && !file_.budget().spent())
    say(Trait::kAlternateText, "", "letters that are seen, and whose codes have no meaning", unclear_glyphs_);
  if (file_.budget().spent()) emitter_.unread("", "the file unpacks to too much to be read");
}

void PdfReader::read_objects() {
  const std::set<QPDFObjGen> reached = reached_from(file_.trailer());
  visit(file_.trailer(), "trailer", 0);
  std::set<QPDFObjGen> glyphs;  // dictionaries of the glyphs of fonts, whose streams say nothing of what they are
  for (PdfObject& object : file_.qpdf().getAllObjects())
    if (PdfObject procedures = entry(object, "/CharProcs"); procedures.isIndirect())
      glyphs.insert(procedures.getObjGen());
  for (PdfObject& object : file_.qpdf().getAllObjects())
    visit(object, part_of(object), 0, glyphs.contains(object.getObjGen()) ? "/CharProcs" : "");
  for (PdfObject& object : file_.qpdf().getAllObjects())  // under whatever name it hangs
    if (object.isStream() && name_of(entry(object, "/Type")) == "/Metadata" && told_.insert(object.getObjGen()).second)
      read_metadata(object, part_of(object));
  if (scripts_.first > 0) say(Trait::kMacro, scripts_.second, "scripts, of which this is the first", scripts_.first);
  if (format_scripts_.first > 0)
    say(Trait::kFormScript, format_scripts_.second, "scripts, of which this is the first", format_scripts_.first);
  links_.close("");
  read_unshown(reached);
  tell_aside();
}

// Direct objects within one object; those that it refers to are visited on their own.
void PdfReader::visit(PdfObject object, const std::string& part, int depth, std::string_view key) {
  if (depth > 0) look_aside(key, object, part);
  if ((key == "/Pattern" || key == "/XObject" || key == "/N" || key == "/R" || key == "/D") && object.isStream())
    drawings_.insert(object.getObjGen());
  if (depth > kDeepestObject || (depth > 0 && object.isIndirect())) return;
  if (object.isStream() || object.isDictionary()) visit_dictionary(object, part);
  // Their entries have names of their own.
  const bool resources = key == "/XObject" || key == "/Pattern" || key == "/Shading" || key == "/CharProcs" ||
                         key == "/Font" || key == "/ColorSpace" || key == "/N" || key == "/D" || key == "/R";
  for (auto& [name, value] : entries_of(object)) {
    look_aside("/Name", PdfObject::newName(name), part);
    visit(value, part, depth + 1, resources ? key : std::string_view(name));
  }
  std::vector<PdfObject> items = items_of(object);
  const std::string kind = items.empty() ? "" : name_of(items.front());  // of colour spaces, which name their inks
  const bool inks = kind == "/Separation" || kind == "/DeviceN";
  for (PdfObject& value : items) visit(value, part, depth + 1, inks ? "/Separation" : key);
}

void PdfReader::visit_dictionary(PdfObject dictionary, const std::string& part) {
  const std::string type = name_of(entry(dictionary, "/Type")), action = name_of(entry(dictionary, "/S"));
  if (!is_whole(dictionary))
    say(Trait::kUnexplained, part,
        "it lacks what an object of its kind has, and readers differ in what they make of it");
  if (entry(dictionary, "/EF").isDictionary()) read_attachment(dictionary);
  if (!action.empty()) visit_action(dictionary, action, part);
  if (entry(dictionary, "/PieceInfo").isDictionary()) read_private(entry(dictionary, "/PieceInfo"), part);
  if (PdfObject metadata = entry(dictionary, "/Metadata");
      metadata.isStream() && told_.insert(metadata.getObjGen()).second)
    read_metadata(metadata, type == "/Catalog" ? "Metadata" : part_of(metadata));
  if (PdfObject information = entry(dictionary, "/PTEX.InfoDict");
      information.isDictionary() && told_.insert(information.getObjGen()).second)
    read_information(information, part);  // of a PDF that TeX put in as a picture
  if (PdfObject thumbnail = entry(dictionary, "/Thumb"); thumbnail.isStream()) {
    file_.shown.insert(thumbnail.getObjGen());
    say(Trait::kThumbnail, part, "a small picture of a page");
  }
  if (PdfObject streams = entry(dictionary, "/AdditionalStreams"); streams.isArray())
    say(Trait::kEmbedded, part, "the document in its first format, as a hybrid file");
  if (action != "/GoTo" && (type == "/StructElem" || !action.empty()))
    for (const char* key : {"/Alt", "/ActualText", "/E"})
      if (const std::string text = text_of(entry(dictionary, key)); !is_blank(text) && !shows(text))
        tell_rows({{text}}, Trait::kAlternateText, "text for screen readers");
  if (const std::string hint = text_of(entry(dictionary, "/TU")); !is_blank(hint) && !shows(hint))
    tell_rows({{hint}}, Trait::kAlternateText, "hints of form fields");
  if (name_of(entry(dictionary, "/O")) == "/UserProperties")
    for (PdfObject& property : items_of(entry(dictionary, "/P")))
      if (const std::string words = text_of(entry(property, "/V")); !is_blank(words) && !shows(words))
        keep_aside(words);
  if (dictionary.isStream()) look_behind(dictionary, part);
  if (dictionary.isStream() && entry(dictionary, "/N").isInteger())
    if (const auto profile = file_.content(dictionary); profile && is_colour_profile(as_bytes(*profile)))
      read_colour_profile(as_bytes(*profile), part, emitter_);
  if (name_of(entry(dictionary, "/Subtype")) == "/Image" && dictionary.isStream()) {
    for (const char* key : {"/SMask", "/Mask"})
      if (PdfObject mask = entry(dictionary, key); mask.isStream()) file_.shown.insert(mask.getObjGen());
    read_picture_file(dictionary, part);
  }
  if (name_of(entry(dictionary, "/Subtype")) == "/Type3")  // its letters are streams of their own
    for (auto& [key, object] : entries_of(entry(entry(dictionary, "/Resources"), "/XObject")))
      file_.shown.insert(object.getObjGen());
  if (name_of(entry(dictionary, "/Subtype")) == "/Type3")
    for (auto& [key, letter] : entries_of(entry(dictionary, "/CharProcs")))
      if (letter.isStream() && writes_text(letter)) emitter_.unread(part, "letters that write text themselves");
}

void PdfReader::visit_action(PdfObject action, const std::string& kind, const std::string& part) {
  if (kind == "/JavaScript") {
    PdfObject code = entry(action, "/JS");
    const auto content = code.isStream() ? file_.content(code) : nullptr;
    const std::string script = content ? *content : text_of(code);
    auto& [count, first] = is_format_script(script) ? format_scripts_ : scripts_;
    if (count++ == 0) first = part;
  } else if (kind == "/Launch") {
    say(Trait::kAction, part, "it starts a program or opens a file");
  } else if (kind == "/SubmitForm" || kind == "/ImportData" || kind == "/GoToR" || kind == "/GoToE") {
    say(Trait::kExternalTarget, part, "the name of something outside");
  } else if (kind == "/URI") {
    const std::string address = text_of(entry(action, "/URI")), target = lower(address);
    links_.add(address);
    if (target.starts_with("file:") || target.starts_with("\\\\"))
      say(Trait::kExternalTarget, part, "the path of something outside");
  }
}

void PdfReader::read_attachment(PdfObject specification) {
  std::string name = text_of(entry(specification, "/UF"));
  if (name.empty()) name = text_of(entry(specification, "/F"));
  if (name.empty()) name = "attachment";
  for (auto& [key, stream] : entries_of(entry(specification, "/EF"))) {
    if (!stream.isStream() || !told_.insert(stream.getObjGen()).second) continue;
    say(Trait::kEmbedded, name, "an attached file");
    if (const auto content = file_.content(stream))
      read_inside(as_bytes(*content), name, emitter_);
    else
      emitter_.unread(name, "an attached file that could not be unpacked");
  }
  const std::string words = text_of(entry(specification, "/Desc"));
  if (!is_blank(words) && words != name)
    tell_rows({{words}}, Trait::kAlternateText, "what is said of an attached file");
}

void PdfReader::read_picture_file(PdfObject picture, const std::string& part) {
  const auto file = file_.picture(picture);
  if (file && picture_kind(as_bytes(*file)) == "jpeg") read_picture(as_bytes(*file), part, emitter_);
}

// What a program keeps for itself (§14.5): Illustrator's own drawing with all its layers, for one.
void PdfReader::read_private(PdfObject pieces, const std::string& part) {
  for (auto& [program, data] : entries_of(pieces)) {
    std::set<QPDFObjGen> walked;
    if (weight_of(entry(data, "/Private"), walked, 0) > kSmallPrivate)
      say(Trait::kPrivateData, part, fmt::format("data of {}", printable(program.substr(1), 60)));
  }
}

// `damaged`: set where its content is.
std::vector<std::vector<std::string>> PdfReader::rows_apart(PdfObject form, bool& damaged) {
  Canvas canvas({-20'000, -20'000, 20'000, 20'000});
  PdfPainter painter(shared_, canvas);
  if (name_of(entry(form, "/Type")) == "/Page")
    painter.page({form, entry(form, "/Resources"), {}, {}});
  else
    painter.form(form, {}, PdfObject::newNull(), Unseen::kSeen);
  auto out = canvas.rows([](const PlacedGlyph&) { return true; });
  damaged =
      painter.unknown_operators() + painter.unread_streams() > 0 || (out.empty() && form.isStream() && has_words(form));
  return out;
}

// A page's content without its page, an annotation without its place: true when it was told.
bool PdfReader::tell_lost(PdfObject object) {
  if (const std::string words = text_of(entry(object, "/Contents")); !is_blank(words) && !shows(words)) {
    tell_rows({{words}}, Trait::kNeverShown, part_of(object));
    return true;
  }
  if (!object.isStream() || !entry(object, "/Type").isNull() || !entry(object, "/Subtype").isNull()) return false;
  if (!writes_text(object)) return false;
  say(Trait::kNeverShown, part_of(object), "text of a page");
  return true;
}

bool PdfReader::any_operation(PdfObject stream, bool unreadable,
                              const std::function<bool(std::string_view, const std::vector<Operand>&)>& is) {
  const auto content = file_.content(stream);
  if (!content) return unreadable;
  PdfLexer lexer(*content);
  std::string_view operation;
  std::vector<Operand> operands;
  for (int i = 0; i < 100'000 && lexer.next(operation, operands); ++i)
    if (is(operation, operands)) return true;
  return false;
}

bool PdfReader::writes_text(PdfObject stream) {
  return any_operation(stream, false,
                       [](std::string_view operation, const auto&) { return operation == "Tj" || operation == "TJ"; });
}

// Whether letters stand in it beyond what operators need.
bool PdfReader::has_words(PdfObject stream) {
  const auto is_string = [](const Operand& one) { return one.is(Operand::Kind::kString) && !is_blank(one.text); };
  return any_operation(stream, true, [&](std::string_view operation, const std::vector<Operand>& operands) {
    return operation.size() > 3 || std::ranges::any_of(operands, [&](const Operand& one) {
             return is_string(one) || std::ranges::any_of(one.items, is_string);
           });
  });
}

void PdfReader::read_unshown(const std::set<QPDFObjGen>& reached) {
  std::uint64_t left_over = 0;
  for (PdfObject& object : file_.qpdf().getAllObjects()) {
    const QPDFObjGen id = object.getObjGen();
    const std::string kind = name_of(entry(object, "/Subtype")), type = name_of(entry(object, "/Type"));
    const bool lost = !reached.contains(id);
    if (file_.shown.contains(id) || type == "/ObjStm" || type == "/XRef" || entry(object, "/Linearized").isNumber())
      continue;
    if (object.isStream() && kind == "/Image") {
      if (number_of(entry(object, "/Width"), 0) >= 32 && number_of(entry(object, "/Height"), 0) >= 32)
        say(Trait::kNeverShown, part_of(object), "a picture");
    } else if ((object.isStream() && (kind == "/Form" || type == "/Pattern" ||
                                      entry(object, "/PatternType").isNumber() || drawings_.contains(id))) ||
               (lost && type == "/Page")) {
      std::vector<std::vector<std::string>> unseen;
      std::size_t letters = 0;
      bool damaged = false;
      const auto rows = rows_apart(object, damaged);
      if (damaged)
        say(Trait::kUnexplained, part_of(object), "a drawing or pattern that no page paints with, and that is damaged");
      for (const auto& row : rows) {
        std::string whole;
        for (const std::string& cell : row) whole += cell + " ";
        if (shows(whole)) continue;
        letters += bare(whole).size();
        unseen.push_back(row);
      }
      if (letters >= kFewestLetters) tell_rows(unseen, Trait::kNeverShown, part_of(object));
    } else if (lost && !object.isNull() && !tell_lost(object)) {
      ++left_over;
    }
  }
  if (left_over > 0) say(Trait::kLeftover, "", "objects that nothing refers to", left_over);
}

}  // namespace tipstaff::document
