using System.Collections.Immutable;
using Imaginator.Packagers;

namespace Imaginator.Testing.Tests.Packages;

public sealed class PackagerMutantTests
{
    private static readonly ImmutableDictionary<string, PackagerType> Mutants = new Dictionary<string, PackagerType>
    {
        ["loses quoting"] = ToyPackager.Right with { InstallCommand = ["sh", "-c", "toy install $*", "install"] },
        ["removes only the first name"] = ToyPackager.Right with { RemoveCommand = ["sh", "-c", "toy remove \"$1\"", "remove"] },
        ["plans without quoting"] = ToyPackager.Right with { PlanCommand = ["sh", "-c", "toy plan $@", "plan"] },
        ["has no command to install"] = ToyPackager.Right with { InstallCommand = [] },
        ["has a bad pattern"] = ToyPackager.Right with { CleanPatterns = ["/var/(cache"] },
        ["cleans too much"] = ToyPackager.Right with { CleanPatterns = ["/var/.*", "/etc/.*"] },
        ["has bad verbatim lines"] = ToyPackager.Right with { Verbatim = ["if true; then"] },
        ["has dubious verbatim lines"] = ToyPackager.Right with { Verbatim = ["cd $UNKNOWN"] },
        ["lists in another form"] = ToyPackager.Right with
        {
            ListCommand = new PackageListCommand { ArgList = ["sh", "-c", "toy list | sed 's/ /-/g'"] },
        },
        ["lists nothing"] = ToyPackager.Right with { ListCommand = new PackageListCommand { ArgList = ["true"] } },
        ["plans at random"] = ToyPackager.Right with
        {
            PlanCommand = ["sh", "-c", "toy plan \"$@\"; cat /proc/sys/kernel/random/uuid", "plan"],
        },
        ["installs nothing"] = ToyPackager.Right with { InstallCommand = ["true"] },
        ["cannot update"] = ToyPackager.Right with { UpdateCommand = ["false"] },
    }.ToImmutableDictionary();

    [Theory]
    [InlineData("loses quoting", nameof(PackagerConformance.Names_ReachThePackageTools_Unchanged))]
    [InlineData("removes only the first name", nameof(PackagerConformance.Names_ReachThePackageTools_Unchanged))]
    [InlineData("plans without quoting", nameof(PackagerConformance.Names_ReachThePackageTools_Unchanged))]
    [InlineData("has no command to install", nameof(PackagerConformance.NameAndDefaults_AreValid))]
    [InlineData("has a bad pattern", nameof(PackagerConformance.NameAndDefaults_AreValid))]
    [InlineData("cleans too much", nameof(PackagerConformance.CleanPatterns_SpareTheSystem))]
    [InlineData("has bad verbatim lines", nameof(PackagerConformance.Script_CanBeParsed_BySh))]
    [InlineData("has bad verbatim lines", nameof(PackagerConformance.Script_CanBeParsed_ByDash))]
    [InlineData("has bad verbatim lines", nameof(PackagerConformance.Script_CanBeParsed_ByBusybox))]
    [InlineData("has dubious verbatim lines", nameof(PackagerConformance.Script_PassesShellCheck))]
    [InlineData("lists in another form", nameof(PackagerConformance.Verbs_Work_InARealTree))]
    [InlineData("lists nothing", nameof(PackagerConformance.Verbs_Work_InARealTree))]
    [InlineData("plans at random", nameof(PackagerConformance.Verbs_Work_InARealTree))]
    [InlineData("installs nothing", nameof(PackagerConformance.Verbs_Work_InARealTree))]
    [InlineData("cannot update", nameof(PackagerConformance.Verbs_Work_InARealTree))]
    public Task Suite_NoticesTheFault(string mutant, string test) =>
        SuiteRun.RequireFailureAsync(new Mutant(Mutants[mutant]), test);

#pragma warning disable xUnit1000 // Only the tests above run it.
    private sealed class Mutant(PackagerType type) : ToyPackagerSuite(type);
#pragma warning restore xUnit1000
}
