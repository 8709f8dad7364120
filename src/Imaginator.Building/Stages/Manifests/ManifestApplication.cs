using System.Collections.Immutable;
using Imaginator.Building.Builds;
using Imaginator.Building.Inputs;
using Imaginator.Building.Manifests;
using Imaginator.Building.Sandboxing;
using Imaginator.Building.Sessions;
using Imaginator.Building.Stages.Commands;
using Imaginator.Building.Trees;
using Imaginator.Building.WorkingTrees;
using Imaginator.Linux.Trees;

namespace Imaginator.Building.Stages.Manifests;

/// <summary>Applies a manifest to the unpacked tree of its source image, in the order that manifests rely on.</summary>
/// <param name="session">The build.</param>
/// <param name="loaded">The manifest.</param>
/// <param name="tree">The tree.</param>
/// <param name="environment">The environment variables of scripts and package tools.</param>
/// <param name="inputs">Gets the content of the repositories; null to apply the manifest in any case.</param>
/// <param name="sandboxes">Starts the sandbox.</param>
/// <param name="downloads">Shares downloads of packages.</param>
internal sealed class ManifestApplication(
    BuildSession session,
    LoadedManifest loaded,
    WorkingTree tree,
    ImmutableSortedDictionary<string, string> environment,
    InputTracker? inputs,
    BuildSandboxes sandboxes,
    PackageDownloads downloads)
{
    private Manifest Manifest => loaded.Manifest;

    private TreeRoot Image => tree.Root;

    /// <summary>Applies the manifest.</summary>
    /// <returns>Null; or the newest image, if it was made from the same inputs: then the manifest is not applied to its end.</returns>
    public async Task<string?> RunAsync(CancellationToken cancellationToken)
    {
        await using var sandbox = await sandboxes.StartInTreeAsync(session, tree, cancellationToken);
        var unchanged = await sandbox.GuardAsync(() => RunAsync(sandbox, cancellationToken), cancellationToken);
        if (unchanged is null)
        {
            sandbox.EndInBackground();
        }

        return unchanged;
    }

    private async Task<string?> RunAsync(ImageSandbox sandbox, CancellationToken cancellationToken)
    {
        await CopyAsync(
            BuildStage.Files, ManifestEntries.Files, ManifestEntries.FilesAppend, cancellationToken);
        await RunScriptsAsync(
            BuildStage.PreInstallScripts,
            ManifestEntries.PreInstallScripts,
            Manifest.PreInstallScripts,
            sandbox,
            cancellationToken);
        if (await InstallPackagesAsync(sandbox, cancellationToken) is { } unchanged)
        {
            return unchanged;
        }

        await CopyAsync(
            BuildStage.PostInstallFiles,
            ManifestEntries.PostInstallFiles,
            ManifestEntries.PostInstallFilesAppend,
            cancellationToken);
        await RunScriptsAsync(
            BuildStage.Scripts, ManifestEntries.Scripts, Manifest.Scripts, sandbox, cancellationToken);

        // The list of packages is made in the next sandbox, which starts while this one cleans up.
        sandboxes.Reserve(session, RootKind.Tree);
        await PackageCleaner.CleanAsync(session, sandbox, Image, cancellationToken);
        await CopyAsync(
            BuildStage.PostScriptsFiles, ManifestEntries.PostScriptsFiles, null, cancellationToken);

        await sandbox.UnmountAsync(keepDevices: true, cancellationToken);
        await RunScriptsAsync(
            BuildStage.PostCleanupScripts,
            ManifestEntries.PostCleanupScripts,
            Manifest.PostCleanupScripts,
            sandbox,
            cancellationToken);
        await sandbox.UnmountAsync(keepDevices: false, cancellationToken);

        if (Manifest.Trees.Contains(ManifestEntries.Tests))
        {
            TestFiles.Install(loaded.Directory, Image, session.Stream.Name, cancellationToken);
        }

        return null;
    }

    private async Task CopyAsync(
        BuildStage stage, string entry, string? appendEntry, CancellationToken cancellationToken)
    {
        var copies = Manifest.Trees.Contains(entry);
        var appends = appendEntry is not null && Manifest.Trees.Contains(appendEntry);
        if (!copies && !appends)
        {
            return;
        }

        await session.Stages.RunAsync(stage, () =>
        {
            if (copies)
            {
                TreeCopier.Copy(loaded.Directory, entry, Image, "", cancellationToken);
            }

            if (appends)
            {
                TreeAppender.Append(loaded.Directory, appendEntry!, Image, cancellationToken);
            }
        });
    }

    private async Task RunScriptsAsync(
        BuildStage stage,
        string entry,
        ImmutableArray<string> names,
        ImageSandbox sandbox,
        CancellationToken cancellationToken)
    {
        if (names.IsEmpty)
        {
            return;
        }

        async Task RunAllAsync(ImmutableSortedDictionary<string, string> variables)
        {
            using var scripts = ScriptsDirectory.Install(loaded.Directory, entry, names, Image, cancellationToken);
            foreach (var path in scripts.Paths)
            {
                await sandbox.RunScriptAsync(path, Image, variables, cancellationToken);
            }
        }

        await session.Stages.RunAsync(
            stage,
            () => downloads.UseInScriptsAsync(session, environment, RunAllAsync, cancellationToken),
            downloaded => downloaded);
    }

    private async Task<string?> InstallPackagesAsync(ImageSandbox sandbox, CancellationToken cancellationToken)
    {
        if (Manifest.PackageList.IsEmpty)
        {
            return null;
        }

        await RunPackagerAsync(
            BuildStage.UpdatePackageLists,
            variables => sandbox.RunAsync("update", ["update"], variables, cancellationToken),
            cancellationToken);

        // The content of the repositories is known now: the last input. Only a comparison is worth the time of a plan.
        if (inputs is not null && inputs.AcceptsUnchanged(session.Request))
        {
            var plan = await sandbox.PlanAsync(Manifest.PackageList, environment, cancellationToken);
            if (await inputs.AddPlanAsync(session, plan, cancellationToken) is { } unchanged)
            {
                return unchanged;
            }
        }

        await RunPackagerAsync(
            BuildStage.Packages,
            async variables =>
            {
                await sandbox.RunAsync("upgrade", ["upgrade"], variables, cancellationToken);
                await sandbox.RunAsync("install", ["install", .. Manifest.PackageList], variables, cancellationToken);
            },
            cancellationToken);
        return null;
    }

    /// <summary>Runs commands that download, through the cache that builds share.</summary>
    private Task<string?> RunPackagerAsync(
        BuildStage stage,
        Func<ImmutableSortedDictionary<string, string>, Task> work,
        CancellationToken cancellationToken) =>
        session.Stages.RunAsync(
            stage, () => downloads.UseAsync(session, environment, work, cancellationToken), downloaded => downloaded);
}
