using System.Collections.Immutable;
using System.Reflection;
using System.Text.Json;
using Imaginator.Building.Builds;
using Imaginator.Building.SourceTrees;
using Imaginator.ImageStores;
using Imaginator.Images;
using Imaginator.Linux.Trees;

namespace Imaginator.Building.Inputs;

/// <summary>
/// Gathers what one build is made from as it becomes known, and ends the build where the stream's newest image was made
/// from the same and the request says that this will do. Not thread-safe.
/// </summary>
/// <param name="records">What earlier images were made from; null where nobody remembers.</param>
internal sealed class InputTracker(InputRecords? records) : IDisposable
{
    private const string CommitVariable = "MANIFEST_GIT_COMMIT_ID";
    private const string BranchVariable = "REQUESTED_GIT_BRANCH";

    private readonly InputDigest _digest = new();
    private bool _isComplete;

    /// <summary>Whether the build is worth the time that it takes to find out what packages would be installed.</summary>
    /// <param name="request">The request.</param>
    public bool WantsPlan(BuildRequest request) => records is not null && request.SkipIfUnchangedFor > TimeSpan.Zero;

    /// <summary>Adds everything but what repositories hold.</summary>
    /// <param name="session">The build.</param>
    /// <param name="manifest">The manifest.</param>
    /// <param name="source">The source image: what is in it counts, not what it is called.</param>
    /// <param name="environment">The variables of scripts.</param>
    /// <param name="hasPackages">Whether packages are installed, so that what repositories hold counts too.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="InputsUnchangedException">The newest image was made from the same.</exception>
    public async Task AddAsync(
        BuildSession session,
        TreeRoot manifest,
        Image source,
        ImmutableSortedDictionary<string, string> environment,
        bool hasPackages,
        CancellationToken cancellationToken)
    {
        if (records is null)
        {
            return;
        }

        _digest.Add("program", ProgramVersion);
        var (manifestDigest, mentioned) =
            ManifestDigest.Compute(manifest, [CommitVariable, BranchVariable], cancellationToken);
        _digest.Add("manifest", manifestDigest);

        // The commit changes whenever anything in its repository does: it counts only where scripts look at it.
        foreach (var (name, value) in environment)
        {
            if (name is not (CommitVariable or BranchVariable) || mentioned.Contains(name))
            {
                _digest.Add(name, value);
            }
        }

        AddSettings(session);
        AddSource(source);
        if (!hasPackages)
        {
            await CompleteAsync(session, cancellationToken);
        }
    }

    /// <summary>Adds what repositories hold: the last input.</summary>
    /// <param name="session">The build.</param>
    /// <param name="plan">What would be installed; null where the packager cannot tell, and nothing is remembered.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="InputsUnchangedException">The newest image was made from the same.</exception>
    public async Task AddPlanAsync(BuildSession session, ReadOnlyMemory<byte>? plan, CancellationToken cancellationToken)
    {
        if (plan is { } known)
        {
            _digest.Add("packages", known.Span);
            await CompleteAsync(session, cancellationToken);
        }
    }

    /// <summary>Remembers what a new image was made from, if all of it is known.</summary>
    /// <param name="session">The build.</param>
    /// <param name="imageName">The image.</param>
    public void Remember(BuildSession session, string imageName)
    {
        if (records is not null && _isComplete && imageName.Length > 0)
        {
            records.Save(new InputRecord(
                session.Stream.Name, imageName, _digest.ToText(), session.Environment.Time.GetUtcNow()));
        }
    }

    public void Dispose() => _digest.Dispose();

    private static string ProgramVersion =>
        typeof(InputTracker).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";

    private void AddSettings(BuildSession session)
    {
        _digest.Add("bindMounts", session.Settings.BindMounts);
        _digest.Add("mtimesCopyFilter", session.Settings.MtimesCopyFilterLines);
        _digest.Add("testTimeout", session.Request.TestTimeout?.ToString() ?? "");
    }

    private void AddSource(Image source)
    {
        _digest.Add("source", TreeDigest.Compute(source.FileSystem!));
        _digest.Add("filter", source.Filter?.Lines ?? ["absent"]);
        _digest.Add("triggers", JsonSerializer.SerializeToUtf8Bytes(source.Triggers));
        foreach (var computed in source.FileSystem!.InodeTable.Values.OfType<ComputedRegularInode>()
            .Select(inode => inode.Source).Order(StringComparer.Ordinal))
        {
            _digest.Add("computed", computed);
        }
    }

    private async Task CompleteAsync(BuildSession session, CancellationToken cancellationToken)
    {
        _isComplete = true;
        var longest = session.Request.SkipIfUnchangedFor;
        if (longest <= TimeSpan.Zero
            || records!.Find(session.Stream.Name) is not { } record
            || record.Digest != _digest.ToText()
            || session.Environment.Time.GetUtcNow() - record.BuiltAt >= longest)
        {
            return;
        }

        var query = new ImageQuery { StreamName = session.Stream.Name };
        var newest = await session.Environment.ImageStore
            .FindLatestImageAsync(query, cancellationToken);
        if (newest == record.ImageName)
        {
            throw new InputsUnchangedException(newest);
        }
    }
}
