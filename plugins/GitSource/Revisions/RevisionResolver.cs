using Imaginator.Files;
using Imaginator.Manifests;
using Imaginator.Plugins.GitSource.Remotes;

namespace Imaginator.Plugins.GitSource.Revisions;

/// <summary>Resolves the revision of a request among the references of a server.</summary>
internal static class RevisionResolver
{
    private const string Branches = "refs/heads/";
    private const string Tags = "refs/tags/";
    private const int MinimumIdLength = 7;

    // Marks the commit of an annotated tag in the list. Servers do not send it under that name.
    private const string PeeledSuffix = "^{}";

    /// <summary>
    /// Resolves a branch, a tag, a full reference name or a commit ID of at least 7 digits, in this order. Null or empty means
    /// the branch master or, if it does not exist, the default branch of the server.
    /// </summary>
    public static ResolvedRevision Resolve(string? requested, IReadOnlyList<RemoteReference> references, string displayUrl)
    {
        if (string.IsNullOrEmpty(requested))
        {
            return Find(Branches + "master", references) ?? FindDefault(references) ?? throw new ManifestFetchException(
                ManifestFetchError.UnknownRevision, references.Count == 0
                    ? $"cannot fetch {displayUrl}: the repository is empty; push a commit to it"
                    : $"cannot fetch {displayUrl}: the repository has neither a branch master nor a default branch; specify a branch");
        }

        return Find(Branches + requested, references)
            ?? Find(Tags + requested, references)
            ?? (requested.StartsWith("refs/", StringComparison.Ordinal) ? Find(requested, references) : null)
            ?? FindCommit(requested, references)
            ?? throw new ManifestFetchException(ManifestFetchError.UnknownRevision,
                $"unknown branch, tag or commit \"{FileName.ToDisplay(requested)}\" in {displayUrl}: {Describe(references)}");
    }

    private static ResolvedRevision? Find(string name, IReadOnlyList<RemoteReference> references) =>
        !name.EndsWith(PeeledSuffix, StringComparison.Ordinal)
        && references.FirstOrDefault(reference => reference.Name == name) is { } found
            ? new ResolvedRevision(Shorten(name), name, found.ObjectId)
            : null;

    private static ResolvedRevision? FindDefault(IReadOnlyList<RemoteReference> references) =>
        references.FirstOrDefault(reference => reference.Name == "HEAD") switch
        {
            null => null,
            { SymbolicTarget: { } branch } => Find(branch, references),

            // An old server or a detached HEAD: any branch with the same commit is equivalent.
            var head => references.FirstOrDefault(reference =>
                    reference.ObjectId == head.ObjectId && reference.Name.StartsWith(Branches, StringComparison.Ordinal))
                is { } branch
                    ? new ResolvedRevision(Shorten(branch.Name), branch.Name, branch.ObjectId)
                    : new ResolvedRevision(null, head.Name, head.ObjectId),
        };

    private static ResolvedRevision? FindCommit(string requested, IReadOnlyList<RemoteReference> references)
    {
        if (requested.Length is < MinimumIdLength or > ResolvedRevision.IdLength || !requested.All(char.IsAsciiHexDigit))
        {
            return null;
        }

        var id = requested.ToLowerInvariant();
        var tip = id.Length == ResolvedRevision.IdLength
            ? references.FirstOrDefault(reference => reference.ObjectId == id)?.Name
            : null;
        return new ResolvedRevision(
            null, tip?.EndsWith(PeeledSuffix, StringComparison.Ordinal) == true ? tip[..^PeeledSuffix.Length] : tip, id);
    }

    private static string Shorten(string name) =>
        name.StartsWith(Branches, StringComparison.Ordinal) ? name[Branches.Length..]
        : name.StartsWith(Tags, StringComparison.Ordinal) ? name[Tags.Length..]
        : name;

    private static string Describe(IReadOnlyList<RemoteReference> references)
    {
        const int Shown = 10;
        var branches = references.Where(reference => reference.Name.StartsWith(Branches, StringComparison.Ordinal))
            .Select(reference => FileName.ToDisplay(Shorten(reference.Name)))
            .ToArray();
        return branches.Length == 0
            ? "the repository has no branches"
            : $"the branches are {string.Join(", ", branches.Take(Shown))}{(branches.Length > Shown ? ", …" : "")}";
    }
}
