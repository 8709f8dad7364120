using Imaginator.Manifests;
using Imaginator.Plugins.GitSource.Remotes;
using Imaginator.Plugins.GitSource.Revisions;
using LibGit2Sharp;

namespace Imaginator.Plugins.GitSource.Mirrors;

/// <summary>Fetches a commit into a mirror, with as little other data as the server permits.</summary>
/// <remarks>Calls <c>onFetched</c> with the received amount after each request.</remarks>
internal sealed class MirrorUpdate(
    RemoteRepository remote, IReadOnlyList<RemoteReference> references, string displayUrl, Action<FetchSize> onFetched)
{
    private const string LocalHead = "refs/heads/HEAD";

    private static readonly string[] Everything = ["+refs/heads/*:refs/heads/*", "+refs/tags/*:refs/tags/*"];

    public Commit FetchCommit(Mirror mirror, ResolvedRevision revision)
    {
        if (Find(mirror.Repository, revision) is { } known)
        {
            return known;
        }

        if (revision.ReferenceName is { } name)
        {
            // A detached HEAD is stored under another name: the HEAD of the mirror has to stay a branch.
            var localName = name == RemoteReference.Head ? LocalHead : name;
            Fetch(mirror, [$"+{name}:{localName}"], mirror.HasFullHistory ? null : 1);
        }
        else if (!TryFetchCommit(mirror, revision))
        {
            if (!mirror.HasFullHistory)
            {
                // libgit2 does not fetch the missing history of existing commits.
                mirror.Recreate();
            }

            Fetch(mirror, Everything, depth: null);
        }

        return Find(mirror.Repository, revision) ?? throw Unknown(revision, revision.ReferenceName is null
            ? "no branch or tag contains it"
            : "it changed during the fetch; try again");
    }

    private bool TryFetchCommit(Mirror mirror, ResolvedRevision revision)
    {
        if (!remote.CanBeShallow || !revision.HasFullId)
        {
            return false;
        }

        try
        {
            Fetch(mirror, [$"+{revision.ObjectId}:refs/commits/{revision.ObjectId}"], depth: 1);
            return true;
        }
        catch (LibGit2SharpException)
        {
            // Many servers send a commit by ID only if a branch or tag points to it. Fetching the whole history still works.
            return false;
        }
    }

    private void Fetch(Mirror mirror, IReadOnlyCollection<string> specifications, int? depth) =>
        onFetched(mirror.Change(repository =>
        {
            Prune(repository);
            return remote.Fetch(repository, specifications, depth);
        }));

    // A repository cannot have both "a" and "a/b": a branch that the server has removed can exclude a new one.
    private void Prune(Repository repository)
    {
        var kept = references.Select(reference => reference.Name).Append(LocalHead).ToHashSet(StringComparer.Ordinal);
        var removed = repository.Refs.Select(reference => reference.CanonicalName)
            .Where(name => name.StartsWith("refs/heads/", StringComparison.Ordinal)
                || name.StartsWith("refs/tags/", StringComparison.Ordinal))
            .Where(name => !kept.Contains(name))
            .ToArray();
        foreach (var name in removed)
        {
            repository.Refs.Remove(name);
        }
    }

    private Commit? Find(Repository repository, ResolvedRevision revision)
    {
        try
        {
            // libgit2 also interprets an abbreviated ID as the name of a branch, which an earlier fetch could have left here.
            var found = repository.Lookup(revision.ObjectId);
            return found is null || !found.Sha.StartsWith(revision.ObjectId, StringComparison.Ordinal)
                ? null
                : found.Peel<Commit>();
        }
        catch (AmbiguousSpecificationException exception)
        {
            throw Unknown(revision, "the abbreviation is ambiguous; give more digits", exception);
        }
        catch (InvalidSpecificationException exception)
        {
            throw Unknown(revision, "it does not point to a commit", exception);
        }
    }

    private ManifestFetchException Unknown(ResolvedRevision revision, string cause, Exception? inner = null) =>
        new(ManifestFetchError.UnknownRevision, $"cannot find {revision.Name} in {displayUrl}: {cause}", inner);
}
