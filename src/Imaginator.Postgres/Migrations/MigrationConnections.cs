using DbUp.Engine.Transactions;
using Npgsql;

namespace Imaginator.Postgres.Migrations;

/// <summary>The connections of migrations. DbUp's own cannot have a password file, certificates and several servers.</summary>
internal sealed class MigrationConnections(NpgsqlDataSource source) : DatabaseConnectionManager(_ => source.CreateConnection())
{
    /// <summary>A script is one command: the server's own parser separates statements.</summary>
    public override IEnumerable<string> SplitScriptIntoCommands(string scriptContents) => [scriptContents];
}
