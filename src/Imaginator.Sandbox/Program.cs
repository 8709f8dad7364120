using Imaginator.Linux;
using Imaginator.Sandbox;
using Imaginator.Sandbox.Commands;
using Imaginator.Sandbox.Protocol;

try
{
    return args is [OuterProcess.InnerArgument] ? InnerProcess.Run() : OuterProcess.Run();
}
catch (Exception e) when (e is LinuxException or ProtocolException or IOException or UnauthorizedAccessException)
{
    Console.Error.WriteLine($"imaginator-sandbox: {e.Message}");
    return 1;
}
