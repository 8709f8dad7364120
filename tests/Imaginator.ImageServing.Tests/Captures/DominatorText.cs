using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Imaginator.Images;
using Imaginator.Protocol.Messages.Images;

namespace Imaginator.ImageServing.Tests.Captures;

/// <summary>Images as text that is equal if they are.</summary>
internal static class DominatorText
{
    private static readonly JsonSerializerOptions Options = new()
    {
        WriteIndented = true,
        Converters = { new HashConverter() },
    };

    /// <summary>An image. Whether it has no tags or an empty set of them makes no difference to anybody.</summary>
    public static string Of(DominatorImage image) => JsonSerializer.Serialize(
        image with { Tags = image.Tags is { Count: > 0 } tags ? tags.ToImmutableSortedDictionary(StringComparer.Ordinal) : null },
        Options);

    public static string Of(FileSystemTree tree) => JsonSerializer.Serialize(
        new
        {
            Inodes = tree.InodeTable.OrderBy(inode => inode.Key)
                .Select(inode => new { inode.Key, inode.Value.GetType().Name, Value = (object)inode.Value }),
            tree.Root,
            tree.NumRegularInodes,
            tree.TotalDataBytes,
            tree.DirectoryCount,
        },
        Options);

    private sealed class HashConverter : JsonConverter<ObjectHash>
    {
        public override ObjectHash Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, ObjectHash value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToString());
    }
}
