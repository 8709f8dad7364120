using Imaginator.Files;
using Imaginator.Manifests;
using Imaginator.Plugins.GitSource.Remotes;

namespace Imaginator.Plugins.GitSource.Revisions;

/// <summary>Finds what a request means among the references of a server.</summary>
internal static class RevisionChooser
{
    private const string Branches = "refs/heads/";
    private const string Tags = "refs/tags/";
    private const int ShortestId = 7;

    // Marks the commit of an annotated tag in the list; it cannot be asked for by that name.
    private const string PeeledSuffix = "^{}";

    /// <summary>Finds what a request means.</summary>
    /// <param name="asked">
    /// A branch, a tag, a full reference name or a commit id of at least 7 digits, tried in this order. Null or empty: the
    /// branch master, or where there is none, the server's default branch.
    /// </param>
    /// <param name="references">What the server has.</param>
    /// <param name="displayUrl">The URL for messages.</param>
    /// <returns>What to fetch.</returns>
    /// <exception cref="ManifestFetchException">The server has nothing of the kind (UnknownRevision).</exception>
    public static WantedRevision Choose(string? asked, IReadOnlyList<RemoteReference> references, string displayUrl)
    {
        if (string.IsNullOrEmpty(asked))
        {
            return Find(Branches + "master", references) ?? FindDefault(references) ?? throw new ManifestFetchException(
                ManifestFetchError.UnknownRevision, references.Count == 0
                    ? $"The repository {displayUrl} is empty: push a commit to it first."
                    : $"The repository {displayUrl} has neither a branch master nor a default branch: name a branch.");
        }

        return Find(Branches + asked, references)
            ?? Find(Tags + asked, references)
            ?? (asked.StartsWith("refs/", StringComparison.Ordinal) ? Find(asked, references) : null)
            ?? FindCommit(asked, references)
            ?? throw new ManifestFetchException(ManifestFetchError.UnknownRevision,
                $"The repository {displayUrl} has no branch, tag or commit \"{FileName.ToDisplay(asked)}\". {Describe(references)}");
    }

    private static WantedRevision? Find(string name, IReadOnlyList<RemoteReference> references) =>
        !name.EndsWith(PeeledSuffix, StringComparison.Ordinal)
        && references.FirstOrDefault(reference => reference.Name == name) is { } found
            ? new WantedRevision(Shorten(name), name, found.ObjectId)
            : null;

    private static WantedRevision? FindDefault(IReadOnlyList<RemoteReference> references) =>
        references.FirstOrDefault(reference => reference.Name == "HEAD") switch
        {
            null => null,
            { SymbolicTarget: { } branch } => Find(branch, references),

            // An old server, or a detached HEAD: a branch that leads to the same commit is as good.
            var head => references.FirstOrDefault(reference =>
                    reference.ObjectId == head.ObjectId && reference.Name.StartsWith(Branches, StringComparison.Ordinal))
                is { } branch
                    ? new WantedRevision(Shorten(branch.Name), branch.Name, branch.ObjectId)
                    : new WantedRevision(null, head.Name, head.ObjectId),
        };

    private static WantedRevision? FindCommit(string asked, IReadOnlyList<RemoteReference> references)
    {
        if (asked.Length is < ShortestId or > WantedRevision.IdLength || !asked.All(char.IsAsciiHexDigit))
        {
            return null;
        }

        var id = asked.ToLowerInvariant();
        var tip = id.Length == WantedRevision.IdLength
            ? references.FirstOrDefault(reference => reference.ObjectId == id)?.Name
            : null;
        return new WantedRevision(
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
            ? "It has no branches."
            : $"Its branches are {string.Join(", ", branches.Take(Shown))}{(branches.Length > Shown ? ", …" : "")}.";
    }
}
