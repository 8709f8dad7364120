using Imaginator.Files;
using Imaginator.Manifests;
using Imaginator.Plugins.GitSource.Remotes;

namespace Imaginator.Plugins.GitSource.Revisions;

/// <summary>Resolves the revision of a request among the references of a server.</summary>
internal static class RevisionResolver
{
    private const string Branches = "refs/heads/";
    private const string Master = Branches + "master";
    private const string Tags = "refs/tags/";
    private const int MinimumIdLength = 7;

    // Marks the commit of an annotated tag in the list. Servers do not send it under that name.
    private const string PeeledSuffix = "^{}";

    /// <summary>
    /// Resolves a branch, a tag, a full reference name or a commit ID of at least 7 digits, in this order. Null or empty means
    /// the default branch of the server, to which its HEAD points, as with <c>git clone</c>. If the server has none, it means the
    /// branch master.
    /// </summary>
    public static ResolvedRevision Resolve(string? requested, IReadOnlyList<RemoteReference> references, string displayUrl)
    {
        if (string.IsNullOrEmpty(requested))
        {
            return FindDefault(references) ?? Find(Master, references) ?? throw new ManifestFetchException(
                ManifestFetchError.UnknownRevision, references.Count == 0
                    ? $"cannot fetch {displayUrl}: the repository is empty; push a commit to it"
                    : $"cannot fetch {displayUrl}: the repository has neither a default branch nor a branch master; specify a branch");
        }

        return Find(Branches + requested, references)
            ?? Find(Tags + requested, references)
            ?? (requested.StartsWith("refs/", StringComparison.Ordinal) ? Find(requested, references) : null)
            ?? FindCommit(requested, references)
            ?? throw new ManifestFetchException(ManifestFetchError.UnknownRevision,
                $"unknown branch, tag or commit \"{FileName.ToDisplay(requested)}\" in {displayUrl}: {Describe(references)}");
    }

    /// <summary>
    /// A warning if no branch was requested, and the server has a branch master with another commit than the default branch:
    /// older versions of Imaginator preferred it. Null otherwise.
    /// </summary>
    public static string? FindOtherMaster(
        string? requested, ResolvedRevision revision, IReadOnlyList<RemoteReference> references, string displayUrl) =>
        string.IsNullOrEmpty(requested)
        && revision.ReferenceName != Master
        && Find(Master, references) is { } master
        && master.ObjectId != revision.ObjectId
            ? $"warning: the default branch of {displayUrl} is {revision.Name}, and its branch master has another commit; older "
                + "versions of Imaginator fetch master if no branch is requested: request a branch, or delete master"
            : null;

    private static ResolvedRevision? Find(string name, IReadOnlyList<RemoteReference> references) =>
        !name.EndsWith(PeeledSuffix, StringComparison.Ordinal)
        && references.FirstOrDefault(reference => reference.Name == name) is { } found
            ? new ResolvedRevision(Shorten(name), name, found.ObjectId)
            : null;

    private static ResolvedRevision? FindDefault(IReadOnlyList<RemoteReference> references) =>
        references.FirstOrDefault(reference => reference.Name == RemoteReference.Head) switch
        {
            null => null,

            // The server can hide the branch; its HEAD can be fetched nevertheless.
            { SymbolicTarget: { } branch } head => Find(branch, references)
                ?? new ResolvedRevision(IsBranch(branch) ? Shorten(branch) : null, head.Name, head.ObjectId),

            // An old server or a detached HEAD: any branch with the same commit is equivalent. git prefers master as well.
            var head => references.Where(reference => reference.ObjectId == head.ObjectId && IsBranch(reference.Name))
                .OrderBy(reference => reference.Name != Master)
                .FirstOrDefault() is { } branch
                    ? new ResolvedRevision(Shorten(branch.Name), branch.Name, branch.ObjectId)
                    : new ResolvedRevision(null, head.Name, head.ObjectId),
        };

    private static bool IsBranch(string name) => name.StartsWith(Branches, StringComparison.Ordinal) && !name.Any(char.IsControl);

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
