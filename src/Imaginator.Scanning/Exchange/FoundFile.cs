using Imaginator.Images;

namespace Imaginator.Scanning.Exchange;

/// <summary>A hashed file, as a scanner process sends it.</summary>
/// <param name="Path">The path in the tree, or in the upper layer.</param>
/// <param name="Length">The length in bytes, at least 1.</param>
/// <param name="MayBecomeObject">Whether the file itself can become an object of the image store.</param>
public readonly record struct FoundFile(
    string Path, bool IsInUpperLayer, bool MayBecomeObject, long Length, ObjectHash Hash)
{
    internal void Write(MessageWriter writer)
    {
        writer.Write(Path);
        writer.Write(IsInUpperLayer);
        writer.Write(MayBecomeObject);
        writer.Write((ulong)Length);
        writer.Write(Hash);
    }

    internal static FoundFile Read(MessageReader reader)
    {
        var file = new FoundFile(
            reader.ReadText(TreeRules.MaximumPathLength),
            reader.ReadBoolean(),
            reader.ReadBoolean(),
            (long)reader.ReadNumber(long.MaxValue),
            reader.ReadHash());
        return file.Length > 0 ? file : throw new MessageException("an object is empty");
    }
}
