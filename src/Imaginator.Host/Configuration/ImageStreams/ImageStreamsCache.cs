using System.Globalization;
using System.Text;
using Imaginator.Hosting.Configuration;
using Imaginator.Linux.Storage;

namespace Imaginator.Host.Configuration.ImageStreams;

/// <summary>
/// Keeps the last usable image streams in the state directory, for a start without access to the newest. The file has a line
/// with the time and source of the fetch, followed by the fetched text. The state directory must exist.
/// </summary>
internal sealed class ImageStreamsCache(string stateDirectory)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    // The loader's limit, plus the first line.
    private const int MaximumFileBytes = (64 * 1024 * 1024) + 8192;

    public string Path { get; } = System.IO.Path.Combine(stateDirectory, "image-streams.kept");

    /// <summary>Keeps fetched image streams, for later use with the same source only. Throws I/O exceptions.</summary>
    public void Keep(ConfigurationSource source, ReadOnlySpan<byte> text, DateTimeOffset fetchedAt)
    {
        // Not JSON: its serializer, which no other part needs at start, costs 1 MB of memory.
        var heading = string.Create(CultureInfo.InvariantCulture, $"{fetchedAt:O} {source.Display}\n");
        DurableFile.Replace(Path, [.. Encoding.UTF8.GetBytes(heading), .. text], OwnerOnly);
    }

    /// <summary>The kept image streams of a source; null if there are none or they are not readable.</summary>
    public KeptImageStreams? Find(ConfigurationSource source)
    {
        try
        {
            var bytes = RegularFile.ReadAll(Path, MaximumFileBytes);
            var end = bytes.AsSpan().IndexOf((byte)'\n');
            return end >= 0
                && Encoding.UTF8.GetString(bytes, 0, end).Split(' ', 2) is [var time, var location]
                && location == source.Display
                && DateTimeOffset.TryParseExact(
                    time, "O", CultureInfo.InvariantCulture, DateTimeStyles.None, out var fetchedAt)
                    ? new KeptImageStreams(bytes[(end + 1)..], fetchedAt)
                    : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The error of the source itself is reported instead.
            return null;
        }
    }
}
