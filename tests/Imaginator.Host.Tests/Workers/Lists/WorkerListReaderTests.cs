using Imaginator.Building.Documents;
using Imaginator.Host.Workers.Lists;

namespace Imaginator.Host.Tests.Workers.Lists;

public sealed class WorkerListReaderTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    [Fact]
    public void Reads_WorkersWithCommentsAndDefaults()
    {
        var list = WorkerListReader.Read(Write(
            """
            # our machines
            {"Workers": [
              {"Name": "big", "Address": "builder1.example:7000", "MaximumBuilds": 4, "Room": "12b"},
              // the old one
              {"Address": "10.0.0.7"},
              {"Address": "[fd00::7]:6999"}
            ],
            "BuildHereWithoutWorkers": false}
            """)).Value!;

        Assert.Equal(
            [
                new WorkerDefinition("big", "builder1.example", 7000, 4),
                new WorkerDefinition("10.0.0.7", "10.0.0.7", 6975, 1),
                new WorkerDefinition("fd00::7", "fd00::7", 6999, 1),
            ],
            list.Workers);
        Assert.False(list.BuildHereWithoutWorkers);
        Assert.Equal(6, list.Capacity);
    }

    [Fact]
    public void Reports_EveryFaultWithItsPlace()
    {
        var result = WorkerListReader.Read(Write(
            """
            {"Workers": [
              {"Name": "nowhere"},
              {"Address": "user@host"},
              {"Address": "host:99999"},
              {"Address": "a", "MaximumBuilds": 0},
              {"Name": "a", "Address": "b", "MaximumBuild": 2},
              7
            ], "BuildHereWithoutWorkers": "no"}
            """));

        Assert.Null(result.Value);
        Assert.Equal(
            [
                (2, "$.Workers[0]", "the field Address is missing"),
                (3, "$.Workers[1].Address", "invalid address \"user@host\""),
                (4, "$.Workers[2].Address", "invalid address \"host:99999\""),
                (5, "$.Workers[3].MaximumBuilds", "invalid number of builds 0"),
                (6, "$.Workers[4].MaximumBuild", "the field \"MaximumBuild\" is unknown and ignored; MaximumBuilds was probably meant"),
                (6, "$.Workers[4]", "duplicate worker \"a\""),
                (7, "$.Workers[5]", "a table is expected here"),
                (8, "$.BuildHereWithoutWorkers", "true or false is expected here"),
            ],
            result.Faults.Select(fault => (fault.Location.Line, fault.Location.Path, Start(fault))));
    }

    [Theory]
    [InlineData("{}", "the field Workers is missing")]
    [InlineData("{\"Workers\": []}", "the list of workers is empty")]
    [InlineData("{\"Workers\": [}", "")]
    [InlineData("", "")]
    [InlineData("null", "a table is expected here, not null")]
    public void Refuses_ListsWithoutWorkers(string text, string message)
    {
        var result = WorkerListReader.Read(Write(text));

        Assert.Null(result.Value);
        Assert.Contains(result.Faults, fault => fault.Severity == FaultSeverity.Error
            && fault.Message.Contains(message, StringComparison.Ordinal));
    }

    [Fact]
    public void Refuses_AFileThatIsNotThere() => Assert.Contains(
        "cannot read the list of workers", Assert.Single(WorkerListReader.Read(_directory.PathOf("nowhere")).Faults).Message, StringComparison.Ordinal);

    public void Dispose() => _directory.Dispose();

    private string Write(string text)
    {
        File.WriteAllText(_directory.PathOf("workers.json"), text);
        return _directory.PathOf("workers.json");
    }

    // The message up to the cure.
    private static string Start(ConfigurationFault fault)
    {
        var end = fault.Message.IndexOfAny([',', ';']);
        return fault.Message.Contains("probably meant", StringComparison.Ordinal) || end < 0 ? fault.Message : fault.Message[..end];
    }
}
