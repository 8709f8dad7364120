namespace Imaginator.SystemTests.Site;

/// <summary>The Debian archive that this machine itself installs from.</summary>
internal static class MachineArchive
{
    /// <summary>Finds it in apt's sources.</summary>
    /// <returns>What a bootstrap command needs of it.</returns>
    public static async Task<(string Url, string Suite, string Component)> FindAsync()
    {
        var release = (await File.ReadAllLinesAsync("/etc/os-release", TestContext.Current.CancellationToken))
            .Select(line => line.Split('=', 2))
            .First(parts => parts[0] == "VERSION_CODENAME")[1];
        var targets = (await RunningProgram.RunAsync(
            "apt-get",
            ["indextargets", "--format", "$(REPO_URI) $(RELEASE) $(COMPONENT)", "Created-By: Packages"])).ShouldSucceed();
        var found = targets.Output.Split('\n').Select(line => line.Split(' '))
            .FirstOrDefault(parts => parts is [_, var suite, "main"] && suite == release);
        Assert.True(found is not null, "apt's sources name no archive for this release, or were never fetched: apt-get update");
        return (found![0], found[1], found[2]);
    }
}
