using System.Security.Cryptography;
using System.Text.Json;

namespace Imaginator.Building.Streams;

/// <summary>
/// Names the images that are built from a stream with foreign inputs: variables or a commit that a manifest of another stream,
/// or a requestor without permission for the stream, chooses. They are stored below the stream that needs them, never in
/// the directory of the stream that they are built from.
/// </summary>
/// <remarks>
/// The name is <c>CONSUMER/.private/STREAM/DIGEST</c>. The digest covers all inputs that were chosen, so that an image is
/// found again only for exactly the same inputs. No configured or requested stream can have a name with this component.
/// </remarks>
internal static class PrivateStream
{
    /// <summary>The reserved component of the names.</summary>
    public const string Component = ".private";

    // 128 bits: no second list of inputs with the same digest can be found.
    private const int DigestBytes = 16;

    /// <summary>The name for a stream, a consumer, and the chosen inputs.</summary>
    public static string NameOf(
        string consumer, string streamName, IEnumerable<KeyValuePair<string, string>> variables, string? gitBranch)
    {
        ArgumentNullException.ThrowIfNull(variables);

        // JSON separates the values: different lists never have the same text.
        var inputs = variables.OrderBy(variable => variable.Key, StringComparer.Ordinal)
            .SelectMany(variable => new[] { variable.Key, variable.Value })
            .Prepend(gitBranch ?? "");
        var digest = SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(inputs))[..DigestBytes];
        return $"{DirectoryOf(consumer, streamName)}/{Convert.ToHexStringLower(digest)}";
    }

    /// <summary>The directory of all private images of a stream for a consumer.</summary>
    public static string DirectoryOf(string consumer, string streamName) => $"{consumer}/{Component}/{streamName}";

    /// <summary>The stream that an image belongs to: the consumer of a private image.</summary>
    /// <param name="directory">The directory of the image, or its name.</param>
    /// <returns>The consumer; <paramref name="directory"/> itself if it is not private.</returns>
    public static string ConsumerOf(string directory)
    {
        ArgumentNullException.ThrowIfNull(directory);
        return directory.IndexOf($"/{Component}/", StringComparison.Ordinal) is >= 0 and var end ? directory[..end] : directory;
    }

    /// <summary>Whether the name of a stream or an image is reserved for private images.</summary>
    public static bool IsPrivate(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.Split('/').Contains(Component);
    }
}
