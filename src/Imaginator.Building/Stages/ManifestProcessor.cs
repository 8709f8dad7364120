using System.Collections.Immutable;
using Imaginator.Building.Builds;
using Imaginator.Building.Manifests;
using Imaginator.Building.Trees;
using Imaginator.Building.WorkingTrees;
using Imaginator.Linux.Trees;

namespace Imaginator.Building.Stages;

/// <summary>Applies a manifest to the unpacked tree of its source image, in the order that manifests rely on.</summary>
internal sealed class ManifestProcessor
{
    private const string HostResolverConfiguration = "/etc/resolv.conf";

    private readonly BuildSession _session;
    private readonly Manifest _manifest;
    private readonly TreeRoot _source;
    private readonly WorkingTree _tree;
    private readonly ImmutableSortedDictionary<string, string> _environment;

    private ManifestProcessor(
        BuildSession session,
        Manifest manifest,
        TreeRoot source,
        WorkingTree tree,
        ImmutableSortedDictionary<string, string> environment)
    {
        _session = session;
        _manifest = manifest;
        _source = source;
        _tree = tree;
        _environment = environment;
    }

    /// <summary>Applies a manifest.</summary>
    /// <param name="session">The build.</param>
    /// <param name="manifest">The manifest.</param>
    /// <param name="source">The manifest's directory.</param>
    /// <param name="tree">The tree.</param>
    /// <param name="environment">The environment variables of scripts and package tools.</param>
    /// <param name="cancellationToken">Stops within 2 s.</param>
    public static Task ProcessAsync(
        BuildSession session,
        Manifest manifest,
        TreeRoot source,
        WorkingTree tree,
        ImmutableSortedDictionary<string, string> environment,
        CancellationToken cancellationToken) =>
        new ManifestProcessor(session, manifest, source, tree, environment).ProcessAsync(cancellationToken);

    private TreeRoot Image => _tree.Root;

    private async Task ProcessAsync(CancellationToken cancellationToken)
    {
        var resolver = ResolverConfiguration.Install(Image, HostResolverConfiguration);
        await using var sandbox = await ImageSandbox.StartAsync(_session, _tree, cancellationToken);
        await _session.PointOfFailure.GuardAsync(
            _session, sandbox, () => ProcessAsync(sandbox, resolver, cancellationToken), cancellationToken);
    }

    private async Task ProcessAsync(
        ImageSandbox sandbox, ResolverConfiguration resolver, CancellationToken cancellationToken)
    {
        await CopyAsync(
            BuildStage.Files, ManifestEntries.Files, ManifestEntries.FilesAppend, cancellationToken);
        await RunScriptsAsync(
            BuildStage.PreInstallScripts,
            ManifestEntries.PreInstallScripts,
            _manifest.PreInstallScripts,
            sandbox,
            cancellationToken);
        await InstallPackagesAsync(sandbox, cancellationToken);
        await CopyAsync(
            BuildStage.PostInstallFiles,
            ManifestEntries.PostInstallFiles,
            ManifestEntries.PostInstallFilesAppend,
            cancellationToken);
        await RunScriptsAsync(
            BuildStage.Scripts, ManifestEntries.Scripts, _manifest.Scripts, sandbox, cancellationToken);

        await PackageCleaner.CleanAsync(_session, sandbox, Image, cancellationToken);
        resolver.Empty();
        await CopyAsync(
            BuildStage.PostScriptsFiles, ManifestEntries.PostScriptsFiles, null, cancellationToken);

        await sandbox.UnmountAsync(keepDevices: true, cancellationToken);
        await RunScriptsAsync(
            BuildStage.PostCleanupScripts,
            ManifestEntries.PostCleanupScripts,
            _manifest.PostCleanupScripts,
            sandbox,
            cancellationToken);
        await sandbox.UnmountAsync(keepDevices: false, cancellationToken);

        if (_manifest.Trees.Contains(ManifestEntries.Tests))
        {
            TestFiles.Install(_source, Image, _session.Stream.Name, cancellationToken);
        }
    }

    private async Task CopyAsync(
        BuildStage stage, string tree, string? appendTree, CancellationToken cancellationToken)
    {
        var copies = _manifest.Trees.Contains(tree);
        var appends = appendTree is not null && _manifest.Trees.Contains(appendTree);
        if (!copies && !appends)
        {
            return;
        }

        await _session.Stages.RunAsync(stage, () =>
        {
            if (copies)
            {
                TreeCopier.Copy(_source, tree, Image, "", cancellationToken);
            }

            if (appends)
            {
                TreeAppender.Append(_source, appendTree!, Image, cancellationToken);
            }
        });
    }

    private async Task RunScriptsAsync(
        BuildStage stage,
        string directory,
        ImmutableArray<string> names,
        ImageSandbox sandbox,
        CancellationToken cancellationToken)
    {
        if (names.IsEmpty)
        {
            return;
        }

        await _session.Stages.RunAsync(stage, async () =>
        {
            using var scripts = ScriptsDirectory.Install(_source, directory, names, Image, cancellationToken);
            foreach (var path in scripts.Paths)
            {
                await sandbox.RunAsync(path, ["run", path], _environment, cancellationToken);
            }
        });
    }

    private async Task InstallPackagesAsync(ImageSandbox sandbox, CancellationToken cancellationToken)
    {
        if (_manifest.PackageList.IsEmpty)
        {
            return;
        }

        await RunPackagerAsync(
            BuildStage.UpdatePackageLists,
            environment => sandbox.RunAsync("update", ["update"], environment, cancellationToken),
            cancellationToken);

        // Now it is known what the repositories have: enough to see whether there is anything to do.
        if (_session.Inputs.WantsPlan(_session.Request))
        {
            var plan = await sandbox
                .PlanAsync(_manifest.PackageList, _environment, cancellationToken);
            await _session.Inputs.AddPlanAsync(_session, plan, cancellationToken);
        }

        await RunPackagerAsync(
            BuildStage.Packages,
            async environment =>
            {
                await sandbox.RunAsync("upgrade", ["upgrade"], environment, cancellationToken);
                await sandbox.RunAsync(
                    "install", ["install", .. _manifest.PackageList], environment, cancellationToken);
            },
            cancellationToken);
    }

    /// <summary>Runs commands that download, by way of the cache that builds share.</summary>
    private Task<string?> RunPackagerAsync(
        BuildStage stage,
        Func<ImmutableSortedDictionary<string, string>, Task> work,
        CancellationToken cancellationToken) =>
        _session.Stages.RunAsync(
            stage, () => SharedDownloads.UseAsync(_session, _environment, work, cancellationToken), downloads => downloads);
}
