using Imaginator.Manifests;
using Imaginator.Plugins.GitSource.Remotes;
using Imaginator.Plugins.GitSource.Revisions;
using LibGit2Sharp;

namespace Imaginator.Plugins.GitSource.Mirrors;

/// <summary>Brings the commit that is wanted into a mirror, with as little else as the server allows.</summary>
/// <param name="remote">The server.</param>
/// <param name="displayUrl">The URL for messages.</param>
/// <param name="onFetched">Told how much was received, for each request that was needed.</param>
internal sealed class MirrorUpdate(RemoteRepository remote, string displayUrl, Action<FetchSize> onFetched)
{
    private static readonly string[] Everything = ["+refs/heads/*:refs/heads/*", "+refs/tags/*:refs/tags/*"];

    /// <summary>Brings a commit into a mirror.</summary>
    /// <param name="mirror">The mirror.</param>
    /// <param name="wanted">What to bring.</param>
    /// <returns>The commit, in the mirror.</returns>
    /// <exception cref="ManifestFetchException">The server has not got it, or cannot be reached.</exception>
    /// <exception cref="LibGit2SharpException">The mirror is damaged.</exception>
    public Commit FetchCommit(Mirror mirror, ResolvedRevision wanted)
    {
        if (Find(mirror.Repository, wanted) is { } known)
        {
            return known;
        }

        if (wanted.ReferenceName is { } name)
        {
            // HEAD alone is fetched where it is on no branch; the mirror's own HEAD is not for that.
            var here = name == "HEAD" ? "refs/heads/HEAD" : name;
            Fetch(mirror, [$"+{name}:{here}"], mirror.HasWholeHistory ? null : 1);
        }
        else if (!TryFetchCommit(mirror, wanted))
        {
            if (!mirror.HasWholeHistory)
            {
                // libgit2 does not ask for the history of commits that it has.
                mirror.StartOver();
            }

            Fetch(mirror, Everything, depth: null);
        }

        return Find(mirror.Repository, wanted) ?? throw Unknown(wanted, wanted.ReferenceName is null
            ? "no branch or tag leads to it"
            : "it was moved or removed meanwhile; try again");
    }

    private bool TryFetchCommit(Mirror mirror, ResolvedRevision wanted)
    {
        if (!remote.CanBeShallow || !wanted.HasWholeId)
        {
            return false;
        }

        try
        {
            Fetch(mirror, [$"+{wanted.ObjectId}:refs/commits/{wanted.ObjectId}"], depth: 1);
            return true;
        }
        catch (LibGit2SharpException)
        {
            // Many servers send a commit by id only if a branch or tag leads straight to it. All of the history does.
            return false;
        }
    }

    private void Fetch(Mirror mirror, IReadOnlyCollection<string> specifications, int? depth) =>
        onFetched(mirror.Change(repository => remote.Fetch(repository, specifications, depth)));

    private Commit? Find(Repository repository, ResolvedRevision wanted)
    {
        try
        {
            // libgit2 also takes an abbreviation for the name of a branch, which may be left here from another time.
            var found = repository.Lookup(wanted.ObjectId);
            return found is null || !found.Sha.StartsWith(wanted.ObjectId, StringComparison.Ordinal)
                ? null
                : found.Peel<Commit>();
        }
        catch (AmbiguousSpecificationException exception)
        {
            throw Unknown(wanted, "several objects start like that: write more digits", exception);
        }
        catch (InvalidSpecificationException exception)
        {
            throw Unknown(wanted, "it leads to something that is no commit", exception);
        }
    }

    private ManifestFetchException Unknown(ResolvedRevision wanted, string cause, Exception? inner = null) =>
        new(ManifestFetchError.UnknownRevision, $"{displayUrl} has no usable {wanted.Name}: {cause}.", inner);
}
