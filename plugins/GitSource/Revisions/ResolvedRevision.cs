using Imaginator.Files;

namespace Imaginator.Plugins.GitSource.Revisions;

/// <summary>
/// The revision of a request, resolved among the references of a server: the branch or tag without prefix (null if a commit
/// was requested), the full name of a reference to it (null if there is none), and the hexadecimal ID of the commit or
/// annotated tag, which is abbreviated only if there is no reference.
/// </summary>
internal sealed record ResolvedRevision(string? Branch, string? ReferenceName, string ObjectId)
{
    /// <summary>The number of digits of a full commit ID.</summary>
    public const int IdLength = 40;

    public bool HasFullId => ObjectId.Length == IdLength;

    /// <summary>The revision in messages.</summary>
    public string Name => Branch is null ? $"commit {ObjectId}" : FileName.ToDisplay(Branch);
}
