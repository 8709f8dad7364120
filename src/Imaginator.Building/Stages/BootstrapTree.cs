using System.Collections.Immutable;
using Imaginator.Building.Builds;
using Imaginator.Building.Filtering;
using Imaginator.Building.Packaging;
using Imaginator.Building.Sandboxing;
using Imaginator.Building.Streams;
using Imaginator.Building.Trees;
using Imaginator.Building.WorkingTrees;
using Imaginator.Images;
using Imaginator.Logging;

namespace Imaginator.Building.Stages;

/// <summary>Makes the tree of a bootstrap stream: its command fills an empty root, then the packager moves in.</summary>
internal static class BootstrapTree
{
    public static async Task<BuiltTree> MakeAsync(
        BuildSession session, BootstrapStream stream, CancellationToken cancellationToken)
    {
        if (!session.Settings.PackagerTypes.TryGetValue(stream.PackagerType, out var packager))
        {
            throw new BuildFailedException(
                stream.Name, null, $"packager type \"{stream.PackagerType}\" is not configured");
        }

        await session.Stages.RunAsync(
            BuildStage.Bootstrap,
            () => SharedDownloads.UseAsync(
                session,
                BuildCommands.BaseEnvironment(),
                environment => BootstrapAsync(session, stream, environment, cancellationToken),
                cancellationToken),
            downloads => downloads);

        var tree = new PlainTree(session.Workspace.TreePath);
        try
        {
            var image = tree.Root;
            GenericPackager.Install(image, stream.PackagerType, packager);
            ResolverConfiguration.Empty(image);
            await using (var sandbox = await ImageSandbox.StartAsync(session, tree, cancellationToken))
            {
                await PackageCleaner.CleanAsync(session, sandbox, image, cancellationToken);
                await sandbox.UnmountAsync(keepDevices: false, cancellationToken);
            }

            return new BuiltTree(tree, sourcePin: null)
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
            };
        }
        catch
        {
            tree.Dispose();
            throw;
        }
    }

    private static async Task BootstrapAsync(
        BuildSession session,
        BootstrapStream stream,
        ImmutableSortedDictionary<string, string> environment,
        CancellationToken cancellationToken)
    {
        var variables = session.Variables.With("dir", session.Workspace.TreePath);
        // What is shown is not expanded: a variable of the request may be nobody's business.
        session.Log.WriteLine($"$ {string.Join(' ', stream.BootstrapCommand)}");
        await using var sandbox = await session.Environment.Sandboxes
            .StartAsync(new SandboxSettings { RootDirectory = null, SkipsFlushes = true }.ContainedFor(session), cancellationToken);
        var command = new SandboxCommand
        {
            Arguments = [.. stream.BootstrapCommand.Select(variables.Expand)],
            Environment = environment,
        };
        CommandResult result;
        try
        {
            result = await session.Disk
                .RunAsync(sandbox, session.Workspace.Path, command, session.Log, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            session.Stages.Interrupted(stream.BootstrapCommand[0]);
            throw;
        }

        if (!result.Succeeded)
        {
            var failure = new CommandFailedException(stream.BootstrapCommand[0], result, session.Workspace.TreePath);
            throw result.StartFailure is null
                ? failure
                : new ImaginatorException($"{failure.Clause()}. Install it on this machine, or correct the stream's BootstrapCommand.");
        }
    }
}
