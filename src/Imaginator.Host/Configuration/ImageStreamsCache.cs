using System.Text.Json;
using Imaginator.Hosting.Configuration;
using Imaginator.Linux.Storage;

namespace Imaginator.Host.Configuration;

/// <summary>
/// Keeps the last good image streams in the state directory, for a start at which the newest cannot be had. The file has
/// one line of JSON that says what it is, and then the text as it was fetched.
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
        var description = JsonSerializer.SerializeToUtf8Bytes(
            new KeptDescription(source.Display, fetchedAt), KeptDescriptionJson.Default.KeptDescription);
        DurableFile.Replace(Path, [.. description, (byte)'\n', .. text], OwnerOnly);
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
            var description = end < 0 ? null : JsonSerializer.Deserialize(
                bytes.AsSpan(0, end), KeptDescriptionJson.Default.KeptDescription);
            return description is not null && description.Source == source.Display
                ? new KeptImageStreams(bytes[(end + 1)..], description.FetchedAt)
                : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            // It is a spare: what went wrong with the real thing is what people are told.
            return null;
        }
    }
}
