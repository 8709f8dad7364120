using Imaginator.Files;
using Imaginator.Images;
using Imaginator.Images.Serialization;

namespace TemplateNamespace;

/// <summary>An image as a file: its name, whether it was deleted, and the image as JSON.</summary>
/// <param name="Name">The name of the image.</param>
/// <param name="IsDeleted">The file of a deleted image stays, because its name cannot be used again.</param>
/// <param name="Image">The image.</param>
internal sealed record StoredImage(string Name, bool IsDeleted, Image Image)
{
    public bool Exists(DateTimeOffset now) => !IsDeleted && (Image.ExpiresAt is not { } expiresAt || expiresAt > now);

    public void Write(Stream stream)
    {
        using var writer = new BinaryWriter(stream);

        // A name can have bytes that are not UTF-8.
        writer.Write(Convert.ToHexString(FileName.Encode(Name)));
        writer.Write(IsDeleted);
        writer.Flush();
        ImageSerializer.WriteJson(Image, stream);
    }

    public static StoredImage Read(Stream stream)
    {
        using var reader = new BinaryReader(stream);
        var name = FileName.Decode(Convert.FromHexString(reader.ReadString()));
        return new StoredImage(name, reader.ReadBoolean(), ImageSerializer.ReadJson(stream));
    }
}
