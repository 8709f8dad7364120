using Imaginator.Host.Databases;
using Imaginator.Host.History.Records;
using Microsoft.Data.Sqlite;

namespace Imaginator.Host.Tests.History.Records;

/// <summary>Pages stay fast with any number of builds: nothing is sorted, and no table is read from end to end.</summary>
public sealed class HistorySqlTests : IDisposable
{
    private readonly SqliteConnection _connection = new("Data Source=:memory:");

    public HistorySqlTests()
    {
        _connection.Open();
        foreach (var step in HistorySchema.Schema.Steps)
        {
            _connection.Execute(step);
        }
    }

    public static TheoryData<string, bool?, string?, string?> Queries
    {
        get
        {
            var queries = new TheoryData<string, bool?, string?, string?>();
            foreach (var isGood in new bool?[] { null, true, false })
            {
                queries.Add("everybody", isGood, null, null);
                queries.Add("stream", isGood, "base", null);
                queries.Add("requestor", isGood, null, "alice");
                queries.Add("both", isGood, "base", "alice");
            }

            return queries;
        }
    }

    public void Dispose() => _connection.Dispose();

    [Theory]
    [MemberData(nameof(Queries))]
    public void Query_WalksAlongAnIndex(string name, bool? isGood, string? stream, string? requestor)
    {
        Assert.NotEmpty(name);
        var sql = HistorySql.Of(new HistoryQuery { IsGood = isGood, StreamName = stream, Requestor = requestor }, BuildHistory.Columns);
        var plan = Plan(sql);
        Assert.DoesNotContain(plan, line => line.Contains("TEMP B-TREE", StringComparison.Ordinal));
        if (stream is not null || requestor is not null || isGood is not null)
        {
            Assert.DoesNotContain(plan, line => line.StartsWith("SCAN", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void QueryForAResult_WalksAlongThoseThatAreGoodOrNot()
    {
        foreach (var result in Enum.GetValues<RecordedResult>())
        {
            var plan = Plan(HistorySql.Of(new HistoryQuery { Result = result }, BuildHistory.Columns));
            Assert.Equal("SEARCH b USING INDEX builds_by_good (is_good=?)", Assert.Single(plan));
        }
    }

    private List<string> Plan(string sql)
    {
        using var command = _connection.Command(
            "EXPLAIN QUERY PLAN " + sql,
            ("$stream", "x"), ("$requestor", "x"), ("$good", 1), ("$result", 1), ("$count", 10));
        using var reader = command.ExecuteReader();
        var plan = new List<string>();
        while (reader.Read())
        {
            plan.Add(reader.GetString(3));
        }

        return plan;
    }
}
