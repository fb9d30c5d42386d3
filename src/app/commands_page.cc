#include <fmt/format.h>
#include <sys/stat.h>

#include "app/commands.h"
#include "app/page_files.h"
#include "card/status_list.h"
#include "crypto/hash.h"

namespace tipstaff::app {
namespace {

constexpr std::size_t kLargestKeySet = std::size_t{1} << 20, kLargestList = std::size_t{64} << 20;
constexpr std::string_view kWorker = "sw.js", kKeysFile = "keys.json", kListFile = "status.cwt";

void put_in(std::string& text, std::string_view place, std::string_view value) {
  text.replace(text.find(place), place.size(), value);
}

// The worker keeps every other file, under a name that changes when one of them does.
std::string worker_for(const std::vector<PageFile>& files, ByteView worker) {
  std::string names;
  Bytes all;
  for (const PageFile& file : files) {
    append(all, file.content);
    if (file.name == kWorker) continue;
    if (!names.empty()) names += ' ';
    names += file.name;
  }
  std::string out(as_text(worker));
  put_in(out, "@VERSION@", hex(ByteView(crypto::sha256(all)).first(8)));
  put_in(out, "@FILES@", names);
  return out;
}

// A page whose list says nothing of the force's cards would answer ‘cannot say’ to everything.
Result<void> check_list(ByteView token, const card::KeySet& keys, Instant now) {
  const Result<card::StatusList> opened = card::open_status_list(token, keys);
  if (!opened) return fail(Error(opened.error()).under("the page was not written, for its list is not good"));
  const card::StatusList& list = *opened;
  if (std::ranges::find(keys.lists, list.uri) == keys.lists.end())
    return fail(Code::kInvalid, "the status list is not one that the key set names");
  if (list.expires <= now)
    return fail(Code::kInvalid, "the status list has ended; write a new one with ‘tipstaff status publish’");
  return {};
}

// For a web server to read, other than what this program writes elsewhere.
Result<void> make_folder(const std::filesystem::path& folder) {
  if (::mkdir(folder.c_str(), 0755) == 0 && ::chmod(folder.c_str(), 0755) == 0) return {};
  if (errno == EEXIST && std::filesystem::is_directory(folder)) return {};
  return fail(storage_error("make", folder, errno));
}

}  // namespace

Result<void> verify_page(Context& context, const PageOptions& options) {
  const std::vector<PageFile> files = page_files();
  if (files.empty())
    return fail(Code::kUnavailable, "this build of tipstaff holds no page; ‘make page’ builds one that does");
  TRY_ASSIGN(const Bytes key_file, context.caller->read(options.keys, kLargestKeySet));
  TRY_ASSIGN(const card::KeySet keys, card::parse_key_set(as_text(key_file)));
  TRY_ASSIGN(const Bytes list, context.caller->read(options.list, kLargestList));
  TRY(check_list(list, keys, context.clock.now()));
  TRY(make_folder(options.out));
  const auto write = [&](std::string_view name, ByteView content) {
    return context.caller->replace(options.out / name, content, 0644, false);
  };
  for (const PageFile& file : files) {
    const std::string worker = file.name == kWorker ? worker_for(files, file.content) : "";
    TRY(write(file.name, worker.empty() ? file.content : as_bytes(worker)));
  }
  TRY(write(kKeysFile, key_file));
  TRY(write(kListFile, list));
  TRY(context.caller->settle(options.out));
  context.print(fmt::format(
      "The page is in {}: copy the folder to a web server that speaks https. It is public and names nobody.\n"
      "Keep its list fresh, every hour: tipstaff status publish --out {}\n",
      options.out.string(), (options.out / kListFile).string()));
  return {};
}

}  // namespace tipstaff::app
