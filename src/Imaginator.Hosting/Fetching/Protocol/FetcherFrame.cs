using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Imaginator.Hosting.Fetching.Protocol;

/// <summary>A frame: one byte for the type, four bytes (little-endian) for the length of the contents, and the contents.</summary>
internal readonly record struct FetcherFrame(FetcherFrameType Type, ReadOnlyMemory<byte> Contents)
{
    /// <summary>The number of bytes before the contents.</summary>
    public const int HeaderLength = 5;

    /// <summary>The maximum length of the contents to a fetcher.</summary>
    public const int MaximumToFetcher = 16 << 20;

    /// <summary>The maximum length of the contents from a fetcher, whose data comes from other machines.</summary>
    public const int MaximumFromFetcher = 64 << 10;

    /// <summary>Creates a frame with a message as JSON.</summary>
    public static FetcherFrame Of<T>(FetcherFrameType type, T message, JsonTypeInfo<T> typeInfo) =>
        new(type, JsonSerializer.SerializeToUtf8Bytes(message, typeInfo));

    /// <summary>Reads the message of the frame.</summary>
    /// <exception cref="InvalidDataException">The contents are not a message of this type.</exception>
    public T Read<T>(JsonTypeInfo<T> typeInfo)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(Contents.Span, typeInfo)
                ?? throw new InvalidDataException($"the frame {Type} has no contents");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"the frame {Type} is damaged: {e.Message}", e);
        }
    }
}
