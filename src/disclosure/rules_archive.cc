#include "disclosure/rule.h"

namespace tipstaff::disclosure {
namespace {

using document::Trait;
constexpr auto kHold = Severity::kHold, kNote = Severity::kNote;
constexpr std::string_view kArchives = "zip tar gz 7z";

constexpr Rule kRules[] = {
    {"packing-leftover", kArchives, kHold, Trait::kPackingLeftover, "a program's leftover",
     "it lists files, shows small pictures of them, or names who had them open", "unpack it and show hidden files",
     "delete it and pack again"},
    {"mac-metadata", kArchives, kNote, Trait::kMacMetadata, "what a Mac adds to each file",
     "it may say where the file came from", "unpack it and show hidden files", "pack with ditto --norsrc or zip -X"},
    {"member-names", kArchives, kNote, Trait::kMemberNames, "names of files and folders that name people",
     "whoever has the archive reads them without opening a file", "list the archive", "call the files by numbers",
     false, true},
    {"owner-name", kArchives, kNote, Trait::kOwnerName, "the account and group of whoever packed it",
     "they name people", "tar -tv", "tar --owner=0 --group=0 --numeric-owner"},
};

}  // namespace

std::span<const Rule> archive_rules() { return kRules; }

}  // namespace tipstaff::disclosure
