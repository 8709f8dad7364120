using Imaginator.SystemTests.Site;

namespace Imaginator.SystemTests;

/// <summary>The commands of docs/how-to/upgrade-and-back-up.md, as they are printed, and what they do not repair.</summary>
public sealed class BackupTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task BackUpAndRestore_WorkAsPrinted()
    {
        using var site = new BuildSite();
        site.Stream("users/one", "base", ("files/etc/motd", "hello\n"));
        var image = (await site.BuildAsync("users/one")).ShouldSucceed().Result;
        var images = (await site.ToolAsync("list-images")).ShouldSucceed().Output;
        await RunAsync(site, "Back up");
        Directory.Delete(StoreOf(site), recursive: true);

        var restored = await RunAsync(site, "Restore");
        Assert.Contains("no faults", restored.Error, StringComparison.Ordinal);
        Assert.Equal(images, (await site.ToolAsync("list-images")).ShouldSucceed().Output);
        Assert.Equal("hello\n", await site.ReadAsync(image, "etc/motd"));
        (await site.BuildAsync("users/one")).ShouldSucceed();
        (await site.ToolAsync("fsck-store")).ShouldSucceed();
    }

    [Fact]
    public async Task RebuildingTheCatalogue_WorksAsPrinted()
    {
        using var site = new BuildSite();
        site.Stream("users/one", "base", ("files/etc/motd", "hello\n"));
        var image = (await site.BuildAsync("users/one")).ShouldSucceed().Result;
        var images = (await site.ToolAsync("list-images")).ShouldSucceed().Output;
        foreach (var file in Directory.EnumerateFiles(StoreOf(site), "catalogue.db*"))
        {
            File.Delete(file);
        }

        (await site.ToolAsync("list-images")).ShouldFail(1, "is damaged", "nothing is removed", "builder-tool fsck-store -rebuildCatalogue");
        (await site.ToolAsync("fsck-store", "-repair")).ShouldFail(1, "builder-tool fsck-store -rebuildCatalogue");
        await RunAsync(site, "Rebuild a lost catalogue");
        Assert.Equal(images, (await site.ToolAsync("list-images")).ShouldSucceed().Output);
        Assert.Equal("hello\n", await site.ReadAsync(image, "etc/motd"));
        (await site.ToolAsync("fsck-store")).ShouldSucceed();
    }

    [Fact]
    public async Task ObjectThatCannotBeRead_IsNotRepaired()
    {
        using var site = new BuildSite();
        site.Stream("users/one", "base", ("files/etc/motd", "hello\n"));
        (await site.BuildAsync("users/one")).ShouldSucceed();
        var images = (await site.ToolAsync("list-images")).ShouldSucceed().Output;
        var path = Directory.EnumerateFiles(Path.Combine(StoreOf(site), "objects"), "*", SearchOption.AllDirectories).First();
        using (new UnreadableFile(path))
        {
            var repair = (await site.ToolAsync("fsck-store", "-repair")).ShouldFail(3, "not all of the store can be read");
            Assert.Contains($"({path}): ", repair.Output, StringComparison.Ordinal);
        }

        Assert.Equal(images, (await site.ToolAsync("list-images")).ShouldSucceed().Output);
        (await site.ToolAsync("fsck-store")).ShouldSucceed();
    }

    [Fact]
    public async Task ReadOnlyState_CanBeListedShownUnpackedAndCompared()
    {
        using var site = new BuildSite();
        site.Stream("users/one", "base", ("files/etc/motd", "hello\n"));
        var image = (await site.BuildAsync("users/one")).ShouldSucceed().Result;
        var source = (await site.ToolAsync("find-latest-image", "base")).ShouldSucceed().Result;
        var images = (await site.ToolAsync("list-images")).ShouldSucceed().Output;
        (await RunningProgram.RunAsync("mount", ["--bind", site.StateDirectory, site.StateDirectory])).ShouldSucceed();
        try
        {
            (await RunningProgram.RunAsync("mount", ["-o", "remount,bind,ro", site.StateDirectory])).ShouldSucceed();

            Assert.Equal(images, (await site.ToolAsync("list-images")).ShouldSucceed().Output);
            Assert.Equal(source, (await site.ToolAsync("find-latest-image", "base")).ShouldSucceed().Result);
            (await site.ToolAsync("show-image", image)).ShouldSucceed();
            Assert.Contains("+ /etc/motd\n", (await site.ToolAsync("diff-images", source, image)).ShouldSucceed().Output, StringComparison.Ordinal);
            Assert.Equal("hello\n", await site.ReadAsync(image, "etc/motd"));
            (await site.ToolAsync("delete-image", image)).ShouldFail(1, "the file system is read-only");
        }
        finally
        {
            // Lazily: a process that another test is starting may still share our files.
            await RunningProgram.RunAsync("umount", ["--lazy", site.StateDirectory]);
        }

        Assert.Equal(images, (await site.ToolAsync("list-images")).ShouldSucceed().Output);
    }

    private static string StoreOf(BuildSite site) => Path.Combine(site.StateDirectory, "store");

    /// <summary>Runs the commands of a section on the site; without systemd, there is no service to stop.</summary>
    private static async Task<ProgramResult> RunAsync(BuildSite site, string section)
    {
        var text = await File.ReadAllTextAsync(RepositoryFiles.PathOf("docs/how-to/upgrade-and-back-up.md"), Cancellation);
        var start = text.IndexOf($"\n## {section}\n", StringComparison.Ordinal);
        Assert.True(start >= 0, $"no section \"{section}\"");
        var end = text.IndexOf("\n## ", start + 1, StringComparison.Ordinal);
        var commands = text[start..(end < 0 ? text.Length : end)].Split("```")[1]
            .Replace("/var/lib/imaginator", site.StateDirectory, StringComparison.Ordinal)
            .Replace("/var/backups", Path.Combine(site.Root, "backups"), StringComparison.Ordinal)
            .Replace("builder-tool ", $"{Distribution.BuilderTool} -stateDir={site.StateDirectory} ", StringComparison.Ordinal);
        return (await RunningProgram.RunAsync("bash", ["-euc", $"systemctl() {{ :; }}\n{commands}"])).ShouldSucceed();
    }
}
