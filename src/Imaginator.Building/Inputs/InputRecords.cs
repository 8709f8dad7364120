using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Imaginator.Building.Logging;
using Microsoft.Extensions.Logging;

namespace Imaginator.Building.Inputs;

/// <summary>
/// Remembers what the newest image of each stream was made from: one small file a stream. Thread-safe. What is lost costs
/// one build that was not necessary, so nothing here ever fails a build.
/// </summary>
/// <param name="directory">The directory; made where missing.</param>
/// <param name="logger">Where it is told when a file cannot be read or written.</param>
public sealed class InputRecords(string directory, ILogger logger)
{
    private const UnixFileMode OwnersOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>What the newest image of a stream was made from, as far as that is known.</summary>
    internal InputRecord? Find(string streamName)
    {
        try
        {
            var path = PathOf(streamName);
            return File.Exists(path) && JsonSerializer.Deserialize<InputRecord>(File.ReadAllBytes(path)) is { } record
                && record.StreamName == streamName
                ? record
                : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            BuildLogMessages.InputRecordUnusable(logger, streamName, e.Message);
            return null;
        }
    }

    /// <summary>Remembers what a new image was made from.</summary>
    internal void Save(InputRecord record)
    {
        try
        {
            Directory.CreateDirectory(directory, OwnersOnly);
            var path = PathOf(record.StreamName);
            var next = $"{path}.{Guid.NewGuid():N}";
            File.WriteAllBytes(next, JsonSerializer.SerializeToUtf8Bytes(record));
            File.Move(next, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            BuildLogMessages.InputRecordUnusable(logger, record.StreamName, e.Message);
        }
    }

    // Names of streams hold slashes, and may be longer than names of files.
    private string PathOf(string streamName) =>
        Path.Combine(directory, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(streamName))) + ".json");
}
