// Every statement of the roll. Portable SQL.
#pragma once

namespace tipstaff::roll::sql {

// The second index has both columns: with the person alone SQLite prefers the first for kDeleteIndexField, and reads
// every row of the field.
inline constexpr const char* kSchema = R"(
CREATE TABLE person_blob (person BIGINT PRIMARY KEY, body BLOB NOT NULL);
CREATE TABLE photo_blob (person BIGINT PRIMARY KEY, box BLOB NOT NULL);
CREATE TABLE blind_index (field BIGINT NOT NULL, mac BLOB NOT NULL, person BIGINT NOT NULL, tag BLOB NOT NULL,
                          PRIMARY KEY (field, mac, person));
CREATE INDEX blind_index_person ON blind_index (person, field);
)";

inline constexpr const char* kInsertBlob = "INSERT INTO person_blob (person, body) VALUES (?, ?)";
inline constexpr const char* kUpdateBlob = "UPDATE person_blob SET body = ? WHERE person = ?";
inline constexpr const char* kBlob = "SELECT body FROM person_blob WHERE person = ?";
inline constexpr const char* kBlobs = "SELECT person, body FROM person_blob ORDER BY person";
inline constexpr const char* kDeleteBlob = "DELETE FROM person_blob WHERE person = ?";
inline constexpr const char* kPhoto = "SELECT box FROM photo_blob WHERE person = ?";
inline constexpr const char* kInsertPhoto = "INSERT INTO photo_blob (person, box) VALUES (?, ?)";
inline constexpr const char* kDeletePhoto = "DELETE FROM photo_blob WHERE person = ?";
inline constexpr const char* kInsertIndex =
    "INSERT INTO blind_index (field, mac, person, tag) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING";
// Old values stay under a field number of their own: none of them is given to anybody again.
inline constexpr const char* kKeepIndexField =
    "INSERT INTO blind_index (field, mac, person, tag) SELECT ?, mac, person, tag FROM blind_index "
    "WHERE field = ? AND person = ? AND mac <> ? ON CONFLICT DO NOTHING";
inline constexpr const char* kDeleteIndexField = "DELETE FROM blind_index WHERE field = ? AND person = ?";
inline constexpr const char* kDeleteIndex = "DELETE FROM blind_index WHERE person = ?";
inline constexpr const char* kFind =
    "SELECT person, tag FROM blind_index WHERE field IN (?, ?) AND mac = ? ORDER BY person";

}  // namespace tipstaff::roll::sql
