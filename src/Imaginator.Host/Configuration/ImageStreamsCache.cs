using System.Globalization;
using System.Text;
using Imaginator.Hosting.Configuration;
using Imaginator.Linux.Storage;

namespace Imaginator.Host.Configuration;

/// <summary>
/// Keeps the last good image streams in the state directory, for a start at which the newest cannot be had. The file has
/// one line that says when and from where, and then the text as it was fetched.
/// </summary>
/// <param name="stateDirectory">The state directory, which must exist when something is kept.</param>
internal sealed class ImageStreamsCache(string stateDirectory)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    // More than the loader takes, by what the first line may have.
    private const long LongestFile = (64 * 1024 * 1024) + 8192;

    /// <summary>The file.</summary>
    public string Path { get; } = System.IO.Path.Combine(stateDirectory, "image-streams.kept");

    /// <summary>Keeps image streams.</summary>
    /// <param name="source">Where they are from: only for this place they are used later.</param>
    /// <param name="text">The text as it was fetched.</param>
    /// <param name="fetchedAt">When it was fetched.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public void Keep(ConfigurationSource source, ReadOnlySpan<byte> text, DateTimeOffset fetchedAt)
    {
        // Not as JSON, whose serializer nothing else that every start does has need of: 1 MB.
        var heading = string.Create(CultureInfo.InvariantCulture, $"{fetchedAt:O} {source.Display}\n");
        DurableFile.Replace(Path, [.. Encoding.UTF8.GetBytes(heading), .. text], OwnerOnly);
    }

    /// <summary>Finds what was kept.</summary>
    /// <param name="source">The place that is wanted.</param>
    /// <returns>The image streams; null if there are none of that place, or they cannot be read.</returns>
    public KeptImageStreams? Find(ConfigurationSource source)
    {
        try
        {
            var file = new FileInfo(Path);
            if (!file.Exists || file.Length > LongestFile)
            {
                return null;
            }

            var bytes = File.ReadAllBytes(Path);
            var end = bytes.AsSpan().IndexOf((byte)'\n');
            return end >= 0
                && Encoding.UTF8.GetString(bytes, 0, end).Split(' ', 2) is [var time, var place]
                && place == source.Display
                && DateTimeOffset.TryParseExact(
                    time, "O", CultureInfo.InvariantCulture, DateTimeStyles.None, out var fetchedAt)
                    ? new KeptImageStreams(bytes[(end + 1)..], fetchedAt)
                    : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It is a spare: what went wrong with the real thing is what people are told.
            return null;
        }
    }
}
