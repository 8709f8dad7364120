using Imaginator.Testing.Processes;
using Imaginator.Testing.Scripts;

namespace Imaginator.Testing;

/// <content>The verbs in a real tree.</content>
public abstract partial class PackagerConformance
{
    /// <summary>Makes a tree in which all verbs run in a sandbox, as in a build. By default, null: that test is optional and skipped.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The tree, which the derived class deletes after the test; null for none.</returns>
    protected virtual Task<PackagerTree?> PrepareTreeAsync(CancellationToken cancellationToken) => Task.FromResult<PackagerTree?>(null);

    /// <summary>Each verb does its work in a real tree, in the order of a build. Requires root.</summary>
    /// <returns>The test.</returns>
    [Fact]
    public async Task Verbs_Work_InARealTree()
    {
        var tree = await PrepareTreeAsync(Token);
        if (tree is null)
        {
            Assert.Skip($"optional: override {nameof(PrepareTreeAsync)} to run the verbs in a real tree");
            return;
        }

        PrivilegeCheck.RequireRoot("a sandbox consists of namespaces and mounts");
        var packager = CreatePackager();
        var type = packager.Defaults;
        var log = new BuildLogRecorder();
        await using var sandbox = await SandboxedPackager.StartAsync(tree.Path, packager, log, () => log.Text, Token);

        await sandbox.RunAsync(["update"], Token);
        if (!type.PlanCommand.IsDefaultOrEmpty)
        {
            var plan = await sandbox.RunAsync(["show-plan", tree.Package], Token);
            Assert.Contains(tree.Package, plan, StringComparison.Ordinal);
            Assert.Equal(plan, await sandbox.RunAsync(["show-plan", tree.Package], Token));
        }

        var before = await sandbox.ListAsync(Token);
        Assert.DoesNotContain(tree.Package, before);
        await sandbox.RunAsync(["install", tree.Package], Token);
        if (!type.ListCommand.ArgList.IsDefaultOrEmpty)
        {
            Assert.Equal(before.Append(tree.Package).Order(StringComparer.Ordinal), (await sandbox.ListAsync(Token)).Order(StringComparer.Ordinal));
        }

        await sandbox.RunAsync(["upgrade"], Token);
        if (!type.RemoveCommand.IsDefaultOrEmpty)
        {
            await sandbox.RunAsync(["remove", tree.Package], Token);
            Assert.Equal(before.AsEnumerable(), await sandbox.ListAsync(Token));
        }

        await sandbox.RunAsync(["clean"], Token);
        var patterns = await sandbox.RunAsync(["show-clean-patterns"], Token);
        Assert.Equal(type.CleanPatterns.AsEnumerable(), patterns.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }
}
