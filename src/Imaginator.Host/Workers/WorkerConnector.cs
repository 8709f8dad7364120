using Imaginator.Host.Workers.Lists;
using Imaginator.Protocol.Srpc.Client;

namespace Imaginator.Host.Workers;

/// <summary>Creates the client of a worker. The client connects when it is used.</summary>
internal delegate SrpcClient WorkerConnector(WorkerDefinition definition);
