using System.Collections.Immutable;
using Imaginator.Building.Builds;
using Imaginator.Building.Packaging;
using Imaginator.Building.Sandboxing;
using Imaginator.Building.Sandboxing.Names;
using Imaginator.Building.Sessions;
using Imaginator.Building.Stages.Commands;
using Imaginator.Building.Streams;
using Imaginator.Building.Trees;
using Imaginator.Building.WorkingTrees;
using Imaginator.Images;
using Imaginator.Logging;
using Imaginator.Scanning.Filtering;

namespace Imaginator.Building.Stages.Bootstrap;

/// <summary>Builds the tree of a bootstrap stream: its command fills an empty root, then the packager is installed.</summary>
internal sealed class BootstrapTreeBuilder(BuildSandboxes sandboxes, PackageDownloads downloads)
{
    public async Task<BuiltTree> BuildAsync(
        BuildSession session, BootstrapStream stream, CancellationToken cancellationToken)
    {
        if (!session.Settings.PackagerTypes.TryGetValue(stream.PackagerType, out var packager))
        {
            throw new BuildFailedException(
                stream.Name, null, $"packager type \"{stream.PackagerType}\" is not configured");
        }

        await session.Stages.RunAsync(
            BuildStage.Bootstrap,
            () => downloads.UseAsync(
                session,
                CommandEnvironment.Basic(),
                environment => BootstrapAsync(session, stream, environment, cancellationToken),
                cancellationToken),
            downloaded => downloaded);

        var tree = PlainTree.Of(session.Workspace);
        try
        {
            // Before the package tools of the image run: they can make an empty database.
            var expected = packager.ListCommand.ArgList.IsDefaultOrEmpty ? null : ExpectedPackages.AfterBootstrap(tree.Root);
            GenericPackager.Install(tree.Root, stream.PackagerType, packager);
            ResolverTraces.Remove(tree.Root, BuilderResolver.UsualPath);
            await using (var sandbox = await sandboxes.StartInTreeAsync(session, tree, cancellationToken))
            {
                // For the list of packages.
                sandboxes.Reserve(session, RootKind.Tree);
                await PackageCleaner.CleanAsync(session, sandbox, tree.Root, cancellationToken);
                await sandbox.UnmountAsync(keepDevices: false, cancellationToken);
                sandbox.EndInBackground();
            }

            return Describe(session, stream, tree, expected);
        }
        catch
        {
            tree.Dispose();
            throw;
        }
    }

    private async Task BootstrapAsync(
        BuildSession session,
        BootstrapStream stream,
        ImmutableSortedDictionary<string, string> environment,
        CancellationToken cancellationToken)
    {
        using var attached = session.Workspace.AttachTree();
        var program = stream.BootstrapCommand[0];

        // The log shows the command unexpanded: the values of the request's variables may be confidential.
        session.Log.WriteLine($"$ {string.Join(' ', stream.BootstrapCommand)}");
        var sandbox = await sandboxes.StartOnHostAsync(session, cancellationToken);
        CommandResult result;
        try
        {
            var command = new SandboxCommand
            {
                Arguments = BootstrapArguments.Expand(stream, session.Request.Variables, session.Workspace.TreeMountPoint),
                Environment = environment,
            };

            // For the packager of the tree.
            sandboxes.Reserve(session, RootKind.Tree);
            result = await sandboxes.RunAsync(session, sandbox, command, program, session.Log, cancellationToken);
        }
        catch
        {
            await sandbox.DisposeAsync();
            throw;
        }

        // No process of the command is left. The mounts of the sandbox are copies, which nothing waits for.
        session.Ends.Begin(sandbox);
        if (!result.Succeeded)
        {
            var failure = new CommandFailedException(
                program, result, session.Workspace.TreePath, session.Workspace.DescribeExhaustion(), cause: null);
            throw result.StartFailure is null
                ? failure
                : new ImaginatorException($"{failure.Clause()}; install it on this machine, or correct the stream's BootstrapCommand");
        }
    }

    private static BuiltTree Describe(
        BuildSession session, BootstrapStream stream, WorkingTree tree, ExpectedPackages? expectedPackages) =>
        new(tree, sourcePin: null)
        {
            Draft = new Image
            {
                CreatedFor = session.Request.RequestedBy,
                Filter = stream.ImageFilter,
                Triggers = stream.ImageTriggers,
                Tags = stream.ImageTags,
                OwnerGroups = stream.OwnerGroups,
                OwnerUsers = stream.OwnerUsers,
            },
            ScanFilter = stream.FilterLines.IsEmpty ? null : PathFilter.Compile(stream.FilterLines),
            MtimesCopyFilter = PathFilter.Compile(session.Settings.MtimesCopyFilterLines),
            ComputedFiles = [],
            ExpectedPackages = expectedPackages,
        };
}
