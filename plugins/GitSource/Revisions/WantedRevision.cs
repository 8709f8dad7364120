using Imaginator.Files;

namespace Imaginator.Plugins.GitSource.Revisions;

/// <summary>What of a repository was asked for, in terms of what the server has.</summary>
/// <param name="Branch">The branch or tag, as people write it; null where a commit was asked for.</param>
/// <param name="ReferenceName">The full name of a reference of the server that leads there; null where there is none.</param>
/// <param name="ObjectId">
/// The id of the commit or annotated tag in hexadecimal; an abbreviated one only where <paramref name="ReferenceName"/> is
/// null.
/// </param>
internal sealed record WantedRevision(string? Branch, string? ReferenceName, string ObjectId)
{
    /// <summary>The number of digits of a whole commit id.</summary>
    public const int IdLength = 40;

    /// <summary>Whether <see cref="ObjectId"/> is a whole one.</summary>
    public bool HasWholeId => ObjectId.Length == IdLength;

    /// <summary>For messages.</summary>
    public string Name => Branch is null ? $"commit {ObjectId}" : FileName.ToDisplay(Branch);
}
