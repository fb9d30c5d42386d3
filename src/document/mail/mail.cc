#include "document/mail/mail.h"

#include <fmt/format.h>
#include <gmime/gmime.h>

#include <memory>
#include <set>

#include "base/text.h"
#include "document/charset.h"
#include "document/mail/alternatives.h"
#include "document/mail/mail_headings.h"
#include "document/mail/mail_texts.h"
#include "document/reader.h"
#include "document/text_file.h"
#include "document/web/markup.h"
#include "document/words.h"

namespace tipstaff::document {
namespace {

constexpr std::size_t kMostMails = 8192;   // in one box
constexpr std::size_t kMostHeaders = 500;  // of one mail
constexpr std::size_t kZoneName = 40;      // bytes: “(Central European Summer Time)”

struct Unref {
  void operator()(gpointer object) const {
    if (object != nullptr) g_object_unref(object);
  }
};
template <class T>
using Owned = std::unique_ptr<T, Unref>;
using OwnedText = std::unique_ptr<char, decltype(&g_free)>;

std::string words_of(const char* text) { return text == nullptr ? std::string() : std::string(text); }
std::string taken(char* text) {
  const OwnedText owned(text, &g_free);
  return words_of(owned.get());
}

class MailReader {
 public:
  explicit MailReader(Emitter& emitter)
      : emitter_(emitter),
        shown_(emitter),
        trail_(emitter),
        hidden_(emitter),
        other_(emitter),
        between_(emitter),
        unshown_(emitter) {}

  void read(GMimeMessage* message) {
    headers(GMIME_OBJECT(message));
    if (GMimeObject* root = g_mime_message_get_mime_part(message)) part(root, 0);
    shown_.close(Trait::kVisible, "", "the mail");
    hidden_.close(Trait::kHiddenRecipient, "", "hidden recipients");
    trail_.close(Trait::kMailTrail, "", "headings that mail programs do not show");
    other_.close(Trait::kPartsDiffer, "", "a version of the text that says something else");
    between_.close(Trait::kBetweenParts, "", "text before, between or behind the parts");
    unshown_.close(Trait::kBetweenParts, "", "words in headings and parameters that no mail program shows");
  }

 private:
  // What is shown of it is `shown` by mail programs.
  void tell(const MailText& text, Layer& shown) {
    for (const auto& row : text.shown) {
      for (const std::string& cell : row) shown.cell(cell);
      shown.end_row();
    }
    for (const std::string& each : text.unshown) lines(unshown_, each);
    for (const Bytes& file : text.files) read_inside(file, "a file in a calendar or card", emitter_);
    if (text.damaged) emitter_.unread("", "a file in a calendar or card is damaged");
  }
  static void line(Layer& layer, std::string_view name, std::string_view value) {
    layer.cell(name);
    layer.cell(value);
    layer.end_row();
  }
  void lines(Layer& layer, std::string_view text) {
    while (!text.empty()) {
      const std::size_t end = std::min(text.find_first_of("\r\n"), text.size());
      layer.cell(text.substr(0, end));
      layer.end_row();
      text.remove_prefix(std::min(end + 1, text.size()));
    }
  }

  void headers(GMimeObject* object) {
    GMimeHeaderList* list = g_mime_object_get_header_list(object);
    const int count = g_mime_header_list_get_count(list);
    if (static_cast<std::size_t>(count) > kMostHeaders) emitter_.unread("", "it has more headings than are read");
    for (int i = 0; i < count && static_cast<std::size_t>(i) < kMostHeaders; ++i) {
      GMimeHeader* header = g_mime_header_list_get_header_at(list, i);
      const std::string name = words_of(g_mime_header_get_name(header));
      std::string value = words_of(g_mime_header_get_value(header));
      const Heading kind = heading(name);
      sound(words_of(g_mime_header_get_raw_value(header)), kind == Heading::kShown ? value : std::string());
      if (lower(name) == "date") date_comment(value);
      if (const std::string unseen = take_unseen(name, value); !unseen.empty()) line(unshown_, name, unseen);
      if (is_unseen_remark(name, value)) {
        line(unshown_, name, value);
        continue;
      }
      line(kind == Heading::kHiddenRecipient ? hidden_ : kind == Heading::kShown ? shown_ : trail_, name, value);
    }
  }

  // `raw`: as it stands. `shown`: what parsers make of it, which is less where it is damaged; empty: nobody looks at
  // that.
  void sound(std::string_view raw, const std::string& shown) {
    bool strange = false, less = false;
    for (std::size_t i = 0; i < raw.size(); ++i) {
      const unsigned char c = static_cast<unsigned char>(raw[i]);
      strange =
          strange || (c < 0x20 && c != '\t' && c != '\n' && !(c == '\r' && i + 1 < raw.size() && raw[i + 1] == '\n'));
    }
    if (!shown.empty() && raw.find("=?") == std::string_view::npos)
      for_each_word(raw, [&](std::string_view word) { less = less || shown.find(word) == std::string::npos; });
    if (strange || less)
      emitter_.observe({.trait = Trait::kUnexplained,
                        .place = "a heading is damaged, and mail programs differ in what they show then"});
  }
  static void for_each_word(std::string_view text, const std::function<void(std::string_view)>& take) {
    constexpr std::size_t kShortest = 4;  // letters
    const auto letter = [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0x80;
    };
    for (std::size_t at = 0; at < text.size(); ++at) {
      const std::size_t begin = at;
      while (at < text.size() && letter(text[at])) ++at;
      if (at - begin >= kShortest) take(text.substr(begin, at - begin));
    }
  }

  // What stands beside the date itself (RFC 5322 §3.2.2), but for the name of a time zone.
  void date_comment(std::string_view value) {
    const std::size_t begin = value.find('(');
    if (begin != std::string_view::npos && (value.size() - begin > kZoneName || is_remark(value.substr(begin))))
      line(between_, "Date", value.substr(begin));
  }

  // What a part says of itself: what it is for, and what no program shows of a part, whom it is to among that.
  void part_headers(GMimeObject* object) {
    GMimeHeaderList* list = g_mime_object_get_header_list(object);
    for (int i = 0; i < std::min(g_mime_header_list_get_count(list), static_cast<int>(kMostHeaders)); ++i) {
      GMimeHeader* header = g_mime_header_list_get_header_at(list, i);
      const std::string name = lower(words_of(g_mime_header_get_name(header)));
      sound(words_of(g_mime_header_get_raw_value(header)), {});
      if (name == "content-description" || !is_plumbing(name)) {
        const std::string value = words_of(g_mime_header_get_value(header));
        line(is_somebodys(name, value) ? unshown_ : trail_, name, value);
      }
    }
    parameters(object);
  }
  // “text/plain; charset=utf-8; name="a b"” (RFC 2045 §5.1), “attachment; filename=x” (RFC 2183 §2); of what is written
  // otherwise parsers pass over the rest.
  static bool is_sound(std::string_view value, bool type) {
    std::string piece;
    bool quoted = false, first = true;
    const auto ends_well = [&] {
      const std::size_t begin = piece.find_first_not_of(" \t\r\n"), end = piece.find_last_not_of(" \t\r\n");
      const std::string one = begin == std::string::npos ? "" : piece.substr(begin, end - begin + 1);
      piece.clear();
      if (std::exchange(first, false)) {
        const std::size_t slash = one.find('/');
        const bool two = slash != std::string::npos && slash > 0 && slash + 1 < one.size() &&
                         one.find('/', slash + 1) == std::string::npos;
        return one.find_first_of(" \t\"<>@()=") == std::string::npos && !one.empty() &&
               (two == type || value.find(';') == std::string_view::npos);  // “text”, as mails said once
      }
      const std::size_t equals = one.find('=');
      if (one.empty()) return true;
      if (equals == std::string::npos || equals == 0) return false;
      std::string_view name = std::string_view(one).substr(0, equals), words = std::string_view(one).substr(equals + 1);
      while (name.ends_with(' ')) name.remove_suffix(1);
      while (words.starts_with(' ')) words.remove_prefix(1);
      if (name.find_first_of(" \t\"<>@()") != std::string_view::npos) return false;
      if (!words.starts_with('"')) return !words.empty() && words.find_first_of(" \t\"") == std::string_view::npos;
      return words.size() > 1 && words.find('"', 1) == words.size() - 1;
    };
    for (std::size_t i = 0; i < value.size(); ++i) {
      if (value[i] == '\\' && quoted && i + 1 < value.size()) {
        piece += '_';  // whatever it was
        ++i;
        continue;
      }
      if (value[i] == '"') quoted = !quoted;
      if (value[i] == ';' && !quoted) {
        if (!ends_well()) return false;
      } else {
        piece += value[i];
      }
    }
    return !quoted && ends_well();
  }
  void parameters(GMimeObject* object) {
    const auto damaged = [&](const char* name) {
      GMimeHeader* own = g_mime_header_list_get_header(g_mime_object_get_header_list(object), name);
      return own != nullptr &&
             !is_sound(words_of(g_mime_header_get_raw_value(own)), std::string_view(name) == "Content-Type");
    };
    if (damaged("Content-Type") || damaged("Content-Disposition"))
      emitter_.observe({.trait = Trait::kUnexplained,
                        .place = "what a part says that it is, is damaged: programs pass over a part of it"});
    static const std::set<std::string_view> known = {
        "charset",    "boundary",    "format",     "delsp",         "name",        "type",        "start",
        "start-info", "micalg",      "protocol",   "report-type",   "method",      "access-type", "component",
        "reply-type", "differences", "x-mac-type", "x-mac-creator", "x-unix-mode", "smime-type",  "profile"};
    GMimeParamList* list = g_mime_content_type_get_parameters(g_mime_object_get_content_type(object));
    for (int i = 0; i < g_mime_param_list_length(list); ++i) {
      GMimeParam* each = g_mime_param_list_get_parameter_at(list, i);
      const std::string name = lower(words_of(g_mime_param_get_name(each))),
                        value = words_of(g_mime_param_get_value(each));
      if (!known.contains(name))
        line(between_, name, value);
      else if (name == "boundary")
        line(reads_as_words(value) ? unshown_ : trail_, name, value);
    }
    GMimeContentDisposition* placed = g_mime_object_get_content_disposition(object);
    GMimeParamList* more = placed == nullptr ? nullptr : g_mime_content_disposition_get_parameters(placed);
    for (int i = 0; more != nullptr && i < g_mime_param_list_length(more); ++i) {
      GMimeParam* each = g_mime_param_list_get_parameter_at(more, i);
      const std::string name = lower(words_of(g_mime_param_get_name(each))),
                        value = words_of(g_mime_param_get_value(each));
      if (name != "filename" && name != "size" && !name.ends_with("-date"))
        line(reads_as_words(value) ? unshown_ : trail_, name, value);
    }
  }

  void part(GMimeObject* object, int depth) {
    part_headers(object);
    if (depth > 32) return emitter_.unread("", "its parts lie in each other too deep");
    if (GMIME_IS_MULTIPART(object)) return multipart(GMIME_MULTIPART(object), depth);
    if (GMIME_IS_MESSAGE_PARTIAL(object))
      return emitter_.unread("", "it is a piece of a mail; the other pieces are not here");
    if (GMIME_IS_MESSAGE_PART(object)) return inner_mail(GMIME_MESSAGE_PART(object));
    if (GMIME_IS_PART(object)) leaf(GMIME_PART(object));
  }

  void multipart(GMimeMultipart* parts, int depth) {
    const std::string before = words_of(g_mime_multipart_get_prologue(parts)),
                      behind = words_of(g_mime_multipart_get_epilogue(parts));
    // What programs write for those that do not know MIME.
    if (lower(before).find("multi-part message") == std::string::npos &&
        lower(before).find("multipart message") == std::string::npos &&
        lower(before).find("mime format") == std::string::npos)
      lines(between_, before);
    lines(between_, behind);
    GMimeContentType* type = g_mime_object_get_content_type(GMIME_OBJECT(parts));
    if (g_mime_content_type_is_type(type, "multipart", "encrypted"))
      return emitter_.observe({.trait = Trait::kEncrypted, .place = "an encrypted mail"});
    const int count = g_mime_multipart_get_count(parts);
    if (g_mime_content_type_is_type(type, "multipart", "alternative")) return alternatives(parts, count, depth);
    if (g_mime_content_type_is_type(type, "multipart", "related")) return related(parts, count, depth);
    for (int i = 0; i < count; ++i) part(g_mime_multipart_get_part(parts, i), depth + 1);
  }

  // Of texts a mail program shows the first; the others only where that names them (RFC 2387, RFC 2392).
  void related(GMimeMultipart* parts, int count, int depth) {
    std::string root;
    for (int i = 0; i < count; ++i) {
      GMimeObject* each = g_mime_multipart_get_part(parts, i);
      const std::string id = words_of(g_mime_object_get_content_id(each));
      const bool text = GMIME_IS_TEXT_PART(each) && words_of(g_mime_part_get_filename(GMIME_PART(each))).empty();
      if (i == 0 && GMIME_IS_PART(each)) root = as_text(content(GMIME_PART(each)));
      if (i > 0 && text && (id.empty() || root.find("cid:" + id) == std::string::npos))
        lines(other_, text_of(each));
      else
        part(each, depth + 1);
    }
  }

  // A mail program shows the last one that it can; the others go along unseen.
  void alternatives(GMimeMultipart* parts, int count, int depth) {
    std::string shown;
    int last = count - 1;
    for (int i = count - 1; i >= 0 && shown.empty(); --i) {
      shown = text_of(g_mime_multipart_get_part(parts, i));
      if (!shown.empty()) last = i;
    }
    for (int i = 0; i < count; ++i) {
      GMimeObject* each = g_mime_multipart_get_part(parts, i);
      const std::string text = i == last ? std::string() : text_of(each);
      if (i != last && is_calendar(each)) {
        calendar(GMIME_TEXT_PART(each), shown);
        part_headers(each);
      } else if (text.empty()) {
        part(each, depth + 1);
      } else {
        lines(other_, what_is_only_in(text, shown));
        if (is_html_part(each)) part(each, depth + 1);
        if (is_enriched(each)) tell(enriched_text(taken(g_mime_text_part_get_text(GMIME_TEXT_PART(each)))), shown_);
      }
    }
  }
  // An invitation: mail programs show a text beside it, or what they make of it.
  static bool is_calendar(GMimeObject* object) {
    return GMIME_IS_TEXT_PART(object) &&
           g_mime_content_type_is_type(g_mime_object_get_content_type(object), "text", "calendar") != 0;
  }
  void calendar(GMimeTextPart* object, const std::string& shown) {
    const MailText text = content_lines(taken(g_mime_text_part_get_text(object)));
    std::string said;
    for (const std::string& each : text.said) (said += each) += '\n';
    lines(other_, what_is_only_in(said, shown));
    tell(text, shown_);
  }
  static bool is_html_part(GMimeObject* object) {
    return g_mime_content_type_is_type(g_mime_object_get_content_type(object), "text", "html") != 0;
  }
  static bool is_enriched(GMimeObject* object) {
    GMimeContentType* type = g_mime_object_get_content_type(object);
    return g_mime_content_type_is_type(type, "text", "enriched") != 0 ||
           g_mime_content_type_is_type(type, "text", "richtext") != 0;
  }
  // What is shown of a text, also of the first one in a group; empty when it is none.
  static std::string text_of(GMimeObject* object) {
    if (GMIME_IS_MULTIPART(object)) {
      GMimeMultipart* parts = GMIME_MULTIPART(object);
      std::string out;
      for (int i = 0; i < g_mime_multipart_get_count(parts) && out.empty(); ++i)
        if (!GMIME_IS_MULTIPART(g_mime_multipart_get_part(parts, i)))
          out = text_of(g_mime_multipart_get_part(parts, i));
      return out;
    }
    if (!GMIME_IS_TEXT_PART(object) || is_calendar(object)) return {};
    if (is_html_part(object)) return shown_by_html(content(GMIME_PART(object)), charset(object));
    std::string text = taken(g_mime_text_part_get_text(GMIME_TEXT_PART(object)));
    if (!is_enriched(object)) return text;
    std::string shown;
    for (const auto& row : enriched_text(text).shown) (shown += row[0]) += '\n';
    return shown;
  }
  static std::string charset(GMimeObject* object) {
    return words_of(g_mime_content_type_get_parameter(g_mime_object_get_content_type(object), "charset"));
  }

  static Bytes content(GMimePart* object) {
    GMimeDataWrapper* wrapper = g_mime_part_get_content(object);
    if (wrapper == nullptr) return {};
    const Owned<GMimeStream> out(g_mime_stream_mem_new());
    g_mime_data_wrapper_write_to_stream(wrapper, out.get());
    const GByteArray* bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(out.get()));
    return bytes == nullptr ? Bytes() : Bytes(bytes->data, bytes->data + bytes->len);
  }

  // What stands among or behind the letters of base64, which decoders pass over (RFC 2045 §6.8).
  void undecoded(GMimePart* object) {
    GMimeDataWrapper* wrapper = g_mime_part_get_content(object);
    if (wrapper == nullptr || g_mime_part_get_content_encoding(object) != GMIME_CONTENT_ENCODING_BASE64) return;
    const Owned<GMimeStream> raw(g_mime_stream_mem_new());
    GMimeStream* source = g_mime_data_wrapper_get_stream(wrapper);
    g_mime_stream_reset(source);
    g_mime_stream_write_to_stream(source, raw.get());
    g_mime_stream_reset(source);
    const GByteArray* bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(raw.get()));
    const std::string_view text = bytes == nullptr
                                      ? std::string_view()
                                      : std::string_view(reinterpret_cast<const char*>(bytes->data), bytes->len);
    const auto letter = [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '+' || c == '/' ||
             c == '=' || c == '\r' || c == '\n' || c == ' ' || c == '\t';
    };
    const std::size_t strange = static_cast<std::size_t>(std::ranges::find_if_not(text, letter) - text.begin());
    const std::size_t padding = text.find('='), behind = padding == std::string_view::npos
                                                             ? padding
                                                             : text.find_first_not_of("= \t\r\n", padding);
    const std::size_t from = std::min(strange, std::min(behind, text.size()));
    if (from < text.size())
      lines(
          between_,
          text.substr(text.find_last_of('\n', from) == std::string_view::npos ? 0 : text.find_last_of('\n', from) + 1));
  }

  void inner_mail(GMimeMessagePart* object) {
    GMimeMessage* message = g_mime_message_part_get_message(object);
    if (message == nullptr) return emitter_.unread("", "a mail inside it is damaged");
    const Emitter::Inside inside(emitter_, "a mail inside", 0);
    emitter_.observe(
        {.trait = Trait::kMailInside, .place = "a whole mail, with its own recipients and trail", .cells = 1});
    if (inside) MailReader(emitter_).read(message);
  }

  void leaf(GMimePart* object) {
    GMimeObject* base = GMIME_OBJECT(object);
    GMimeContentType* type = g_mime_object_get_content_type(base);
    const std::string name = words_of(g_mime_part_get_filename(object));
    const std::string placed = lower(words_of(g_mime_object_get_disposition(base)));
    const auto is = [&](const char* family, const char* kind) {
      return g_mime_content_type_is_type(type, family, kind) != 0;
    };
    if (is("application", "pkcs7-signature") || is("application", "x-pkcs7-signature") ||
        is("application", "pgp-signature"))
      return emitter_.observe({.trait = Trait::kSignature, .place = "a signature, which names the signer", .cells = 1});
    if (is("application", "pkcs7-mime") || is("application", "x-pkcs7-mime"))
      return emitter_.observe({.trait = Trait::kEncrypted, .part = name, .place = "an encrypted or sealed mail"});
    undecoded(object);
    if (is("message", "external-body")) lines(between_, as_text(content(object)));
    if (is("message", "external-body"))
      return emitter_.observe({.trait = Trait::kExternalTarget, .place = "a part that lies elsewhere", .cells = 1});
    const Bytes bytes = content(object);
    if (placed != "attachment" && name.empty() && GMIME_IS_TEXT_PART(base)) {
      if (is("text", "html")) {
        const Emitter::Inside inside(emitter_, "the text as a page", bytes.size());
        if (inside) read_html(bytes, emitter_, charset(base));
      } else if (is("text", "rfc822-headers")) {
        const Emitter::Inside inside(emitter_, "headings of a mail inside", bytes.size());
        const std::string headings = std::string(as_text(bytes)) + "\r\n\r\n";  // of which the text is left out
        if (inside) read_mail(as_bytes(headings), emitter_);
      } else {
        const std::string text = taken(g_mime_text_part_get_text(GMIME_TEXT_PART(object)));
        if (is_content_lines(text))
          tell(content_lines(text), shown_);
        else if (is_enriched(base))
          tell(enriched_text(text), shown_);
        else
          lines(shown_, text);
        look_for_packed(text, emitter_);
      }
      return;
    }
    if (is("message", "delivery-status") || is("message", "global-delivery-status") ||
        is("message", "disposition-notification") || is("message", "feedback-report"))
      return tell(report_fields(as_text(bytes)), trail_);
    if (bytes.empty()) return;
    const std::string called = name.empty() ? taken(g_mime_content_type_get_mime_type(type)) : name;
    if (placed == "attachment" || !is("image", "*"))
      emitter_.observe({.trait = Trait::kAttachment, .part = called, .place = "an attached file", .cells = 1});
    read_inside(bytes, called, emitter_);
  }

  Emitter& emitter_;
  Layer shown_, trail_, hidden_, other_, between_, unshown_;
};

// Damage that GMime passes over in silence otherwise.
void on_warning(gint64 offset, GMimeParserWarning warning, const gchar*, gpointer emitter) {
  const auto damaged = [&](std::string_view what) {
    static_cast<Emitter*>(emitter)->observe(
        {.trait = Trait::kUnexplained, .place = fmt::format("{} (at byte {})", what, offset)});
  };
  switch (warning) {
    case GMIME_WARN_TRUNCATED_MESSAGE:
      return damaged("the mail is cut short");
    case GMIME_WARN_MALFORMED_MULTIPART:
    case GMIME_CRIT_MULTIPART_WITHOUT_BOUNDARY:
      return damaged("its parts cannot be told apart");
    case GMIME_CRIT_INVALID_HEADER_NAME:
      return damaged("a heading is damaged, and mail programs differ in what they show then");
    case GMIME_CRIT_CONFLICTING_HEADER:
    case GMIME_CRIT_CONFLICTING_PARAMETER:
      return damaged("it says two things of one part, and mail programs differ in which they show");
    case GMIME_CRIT_NESTING_OVERFLOW:
      return damaged("its parts lie in each other too deep");
    default:
      return;
  }
}

Owned<GMimeParser> parser_of(ByteView file, GMimeFormat format) {
  const Owned<GMimeStream> stream(
      g_mime_stream_mem_new_with_buffer(reinterpret_cast<const char*>(file.data()), file.size()));
  Owned<GMimeParser> parser(g_mime_parser_new_with_stream(stream.get()));
  g_mime_parser_set_format(parser.get(), format);
  g_mime_parser_set_persist_stream(parser.get(), FALSE);
  return parser;
}

using Options = std::unique_ptr<GMimeParserOptions, decltype(&g_mime_parser_options_free)>;
Options options_for(Emitter& emitter) {
  Options options(g_mime_parser_options_new(), &g_mime_parser_options_free);
  g_mime_parser_options_set_warning_callback(options.get(), on_warning, &emitter);
  return options;
}

}  // namespace

void prepare_mail() {
  prepare_charsets();
  g_mime_init();
}

bool is_mail_box(std::string_view start) {
  return start.starts_with("From ") && start.substr(0, start.find('\n')).find(':') != std::string_view::npos;
}

void read_mail(ByteView file, Emitter& emitter) {
  const Options options = options_for(emitter);
  const Owned<GMimeParser> parser = parser_of(file, GMIME_FORMAT_MESSAGE);
  const Owned<GMimeMessage> message(g_mime_parser_construct_message(parser.get(), options.get()));
  if (!message) return emitter.unread("", "the mail is damaged");
  MailReader(emitter).read(message.get());
}

void read_mail_box(ByteView file, Emitter& emitter) {
  const Options options = options_for(emitter);
  const Owned<GMimeParser> parser = parser_of(file, GMIME_FORMAT_MBOX);
  for (std::size_t count = 1; g_mime_parser_eos(parser.get()) == 0; ++count) {
    if (count > kMostMails) return emitter.unread("", "there are more mails in it than are read");
    const Emitter::Inside inside(emitter, fmt::format("mail {}", count), 0);
    const Owned<GMimeMessage> message(g_mime_parser_construct_message(parser.get(), options.get()));
    if (!message) return emitter.unread("", "a mail in it is damaged");
    if (const std::string envelope = taken(g_mime_parser_get_mbox_marker(parser.get()));
        is_remark(envelope.substr(std::min<std::size_t>(envelope.size(), 5))))
      emitter.observe(
          {.trait = Trait::kBetweenParts, .place = "words in the line that begins a mail in the box", .cells = 1});
    if (inside) MailReader(emitter).read(message.get());
  }
}

}  // namespace tipstaff::document
